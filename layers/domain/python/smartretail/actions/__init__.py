"""What to do first: ranked recommendations, people's decisions on them, and runs of the plan."""
