print("sonae")
