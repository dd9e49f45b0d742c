"""Reports: findings into HTML, Markdown, Excel and PDF."""
