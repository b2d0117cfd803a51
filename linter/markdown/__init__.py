"""GFM text to a `Document`, as GitHub renders it. The only place that knows mistune."""
