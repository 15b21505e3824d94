"""What every slice stands on: money, calendar, rules' figures, database, audit, outbox, imports."""
