enum ProbesPlaceholder {}
