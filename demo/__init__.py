"""The demonstration: phường Phúc Đồng with invented people, from 2016 to today."""
