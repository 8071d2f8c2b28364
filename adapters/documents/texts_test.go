package documents_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/text"
	"kaipiao/domain/text/texttest"
)

// T4, T6: what the door takes, and our font has, stands on the page as it was written.
func TestT6WhatIsTakenStandsOnThePage(t *testing.T) {
	press := press(t)
	texttest.ComesOut(t, text.Name, 40, func(taken string) {
		of := proforma(1)
		of.Customer.Name, of.Lines[0].Product = taken, taken
		content, err := press.Proforma(of)
		if character, lacks := press.Missing(taken); lacks {
			require.ErrorContains(t, err, string(character))
			return
		}
		require.NoError(t, err)
		requireTexts(t, textOf(t, content)[0], taken)
	})
}

func TestT6WhatIsTakenStandsOnTheCopyOfAStub(t *testing.T) {
	press := press(t)
	texttest.ComesOut(t, text.Lines, 60, func(taken string) {
		of := stubCopy(1)
		of.Remark = taken
		if _, lacks := press.Missing(taken); lacks {
			return
		}
		content, err := press.StubCopy(of)
		require.NoError(t, err)
		requireTexts(t, textOf(t, content)[0], taken)
	})
}

// T4: a rare name is found, copied and read out as it is written, though its characters are outside of the basic plane.
func TestT4ARareNameCanBeCopiedFromThePage(t *testing.T) {
	of := proforma(3)
	of.Customer.Name = "喆䶮㑇𬭼 𬭊𬣙 Ltd"
	content, err := press(t).Proforma(of)
	require.NoError(t, err)
	pages := textOf(t, content)
	requireTexts(t, pages[0], of.Customer.Name)
	requireNumbered(t, pages)
	require.Contains(t, poppler(t, content, "pdfinfo", "-"), "Pages:           1", "its objects are where the PDF says, or poppler complains")
}
