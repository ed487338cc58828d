"""Documents of a term: rules, services, pages, API."""
