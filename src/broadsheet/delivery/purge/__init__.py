"""What stands in front of the paper and keeps its pages: Varnish, Cloudflare, Fastly, others. It is told of changes."""
