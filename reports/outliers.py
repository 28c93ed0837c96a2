"""Which cells have clearly more exempt members than the ward's own rate explains?

A cell stands out when, if each of its members were exempt with the chance that the
whole ward shows (exempt ÷ members), so many or more would be found in less than one of
a hundred such cells: P(X ≥ exempt) < 1 % for X binomial over the cell's members. In a
ward of 20 cells that calls a cell out by mere chance once in five times that it is
looked at. Cells of fewer than 10 members are never compared: there one person more or
less decides.
"""

from functools import lru_cache
from math import comb

LEAST_MEMBERS = 10
CHANCE = 0.01
RULE = (
    "Chi bộ được nêu khi số người miễn nhiều đến mức, với tỷ lệ chung của phường, "
    "chưa tới 1 trong 100 chi bộ cùng cỡ có từng ấy người miễn do ngẫu nhiên (phân "
    "phối nhị thức). Chi bộ dưới 10 đảng viên không so sánh."
)


def find_outliers(rows, whole):
    """The Rates that stand out among these, the highest share first; `whole` are the
    counts of all of them together."""
    found = []
    for row in rows:
        counts = row.counts
        if is_outlier(
            counts["members"], counts["exempt"], whole["exempt"], whole["members"]
        ):
            found.append(row)
    return sorted(found, key=lambda row: -row.counts["exempt"] / row.counts["members"])


def is_outlier(members, exempt, exempt_in_all, members_in_all):
    """Whether so many exempt of so many members are more than the rate of all
    explains."""
    if members < LEAST_MEMBERS or exempt * members_in_all <= members * exempt_in_all:
        return False  # what is not above the rate of all is nothing rare
    return find_chance_of_many(exempt, members, exempt_in_all / members_in_all) < CHANCE


@lru_cache(maxsize=10_000)
def find_chance_of_many(exempt, members, rate):
    """The chance of so many or more out of so many members."""
    chance = 0
    for many in range(exempt, members + 1):
        chance += comb(members, many) * rate**many * (1 - rate) ** (members - many)
    return chance
