package life

// Text writes states as a database takes them.
func Text[S ~string](states []S) []string {
	texts := make([]string, len(states))
	for i, state := range states {
		texts[i] = string(state)
	}
	return texts
}
