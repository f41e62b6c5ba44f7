"""What a fresh local deployment starts with: people, tenants, the demo shop's files."""
