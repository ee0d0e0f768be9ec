"""Measurements that others can repeat: `make bench-archive`."""
