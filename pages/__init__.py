"""What people see. No SQL, no rules: pages ask the model and show what it answers."""
