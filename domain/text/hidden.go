package text

import "unicode"

// Hidden is a character that shows nothing and is left out where a name is read; Position counts the characters from 1.
type Hidden struct {
	Position  int
	Character rune
}

// HiddenIn finds the characters of a text that show nothing.
func HiddenIn(given string) (found []Hidden) {
	position := 0
	for _, character := range given {
		position++
		if invisible(character) {
			found = append(found, Hidden{Position: position, Character: character})
		}
	}
	return found
}

// BlanksIn counts the blanks of a text, of whatever width.
func BlanksIn(given string) (count int) {
	for _, character := range given {
		if unicode.IsSpace(character) {
			count++
		}
	}
	return count
}
