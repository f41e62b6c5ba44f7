"""Words every context shares: ids, money, time, tenancy, events, audit, paging, errors."""
