"""The catalogue of products and their two channels, digital and on paper."""
