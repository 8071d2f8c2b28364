package contradiction

type Code string
