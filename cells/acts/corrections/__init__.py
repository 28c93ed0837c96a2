"""What a row said wrongly is put right with a reason; what it said before is kept."""
