"""Match runs, opportunities, applications, quotes, acceptance, drawdown."""
