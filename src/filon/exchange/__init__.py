"""A graph in the formats of the field: one module a format.

* `scdl`: the national table of grants; `grants360`: 360Giving; `ftm`: FollowTheMoney; `tables`: every question as CSV or Parquet.
* `grants`: what these take for a grant, and why one cannot stand in a format; `nodes`: what the graph says of things; `rows`: CSV.

What does not fit into a format is listed apart, each with its reasons; no value is made up because a format requires one.
"""
