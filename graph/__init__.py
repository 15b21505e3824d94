"""The supply-chain graph: tiers, reach, concentration, picture."""
