"""Speed, memory and disk, in pairs within one run: `make bench`."""
