package api

// HasWords reports whether there are words for a pattern.
func HasWords(pattern string) bool {
	words, known := patternWords[pattern]
	return known && words.English != "" && words.Chinese != ""
}
