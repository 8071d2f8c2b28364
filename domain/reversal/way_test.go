package reversal_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reversal"
)

// V3: paper is voided in the month of its issue, by Shanghai's calendar; an e-invoice, an older paper, and one that the bureau has refused to
// void are red-issued.
func TestV3PaperIsVoidedInItsMonth(t *testing.T) {
	at := func(text string) time.Time {
		instant, err := time.ParseInLocation(time.DateTime, text, calendar.Shanghai)
		require.NoError(t, err)
		return instant.UTC()
	}
	issued := at("2026-09-01 00:00:00") // in UTC it is still August
	for name, c := range map[string]struct {
		undo reversal.Undo
		now  string
		way  reversal.Kind
	}{
		"the last second of its month":   {reversal.Undo{Medium: invoice.Paper, IssuedAt: issued}, "2026-09-30 23:59:59", reversal.Void},
		"the first of the next":          {reversal.Undo{Medium: invoice.Paper, IssuedAt: issued}, "2026-10-01 00:00:00", reversal.Red},
		"the same month of another year": {reversal.Undo{Medium: invoice.Paper, IssuedAt: issued}, "2027-09-02 00:00:00", reversal.Red},
		"an e-invoice":                   {reversal.Undo{Medium: invoice.Electronic, IssuedAt: issued}, "2026-09-02 00:00:00", reversal.Red},
		"voiding was refused":            {reversal.Undo{Medium: invoice.Paper, IssuedAt: issued, VoidRefused: true}, "2026-09-02 00:00:00", reversal.Red},
	} {
		require.Equal(t, c.way, c.undo.Way(at(c.now)), name)
	}
}
