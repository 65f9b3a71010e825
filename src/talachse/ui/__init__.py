"""The furniture of every page: design system, base page, components, error pages, start page. No models."""
