"""Reports: findings into HTML, Markdown and Excel."""
