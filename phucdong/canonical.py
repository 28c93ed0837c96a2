"""In which one text is some content written, for digests that hold in every
installation?"""

import json


def write_canonical(content):
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
