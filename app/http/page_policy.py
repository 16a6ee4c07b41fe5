"""What a browser may do with a page of ours: show it with its own styles, and fetch or run nothing."""

PAGE_POLICY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}
