"""A post is given and ended, for oneself or in the place of another. What power a post
gives is cells/posts.py."""
