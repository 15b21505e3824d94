"""The regulator's view: goals, returns, league table."""
