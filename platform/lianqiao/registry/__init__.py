"""Parks, enterprises, banks, guarantors, trade links and invitations."""
