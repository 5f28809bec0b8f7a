"""Who is who in one document: keys of full names, what joins them, the papers' issuers, and what short references mean."""
