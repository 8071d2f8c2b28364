package desk_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"kaipiao/console/consoletest"
	"kaipiao/domain/invoice"
)

// I2, section 8: both orders of scanning, a duplicate that is refused and taken back, and a list that comes back and is shown before it is recorded,
// with all twenty digits.
func TestI2ThePrintDeskInEveryLook(t *testing.T) {
	t.Parallel()
	w := consoletest.New(t)
	w.Account("acct")
	w.Consumed("bill-1", "acct", "90000.00")
	for _, l := range looks {
		var papers []string
		for range 3 {
			papers = append(papers, w.IssuedPaper("100.00"))
		}
		w.Call(consoletest.Finance, http.MethodPost, "/v1/print-desk/sheets", consoletest.Object{
			"code": "110026000001", "from": fmt.Sprintf("%08d", 10*l.n+1), "to": fmt.Sprintf("%08d", 10*l.n+3), "references": papers,
		})
		b := w.As(consoletest.Finance, l.Look)
		b.Go("/console/desk/print?tab=to_ship")
		number := func(n int) string { return fmt.Sprintf("SF%d00%d", l.n, n) }
		scan(b, papers[0])
		b.See(l.say("readHalf", papers[0]))
		scan(b, number(1))
		b.See(l.say("scanHeld", 1, 0))
		scan(b, number(2))
		b.See(l.say("readHalf", number(2)))
		scan(b, papers[1])
		b.See(l.say("scanHeld", 2, 0))
		scan(b, papers[2])
		scan(b, number(1))
		b.See(l.say("scanHeld", 2, 1))
		l.seen(b, "scans")
		b.Press(l.say("scanUndo"))
		b.See(l.say("undone"), l.say("scanHeld", 2, 0))
		b.Press(l.say("scanRecord", 2))
		b.See(l.say("scanned", "2"))
		for n, paper := range papers[:2] {
			status, got := courierOf(w, paper)
			require.Equal(t, []string{string(invoice.Shipped), number(n + 1)}, []string{status, got})
		}

		twenty := fmt.Sprintf("123456789012345678%02d", l.n)
		b.Press(l.say("fileHeading"))
		b.Attach("#file", w.File("back.xlsx", returnedList(w, b, twenty)))
		b.Press(l.say("fileRead"))
		b.See(l.say("fileIsRead", 1, 1, 0), twenty)
		status, _ := courierOf(w, papers[2])
		require.Equal(t, string(invoice.Issued), status, "a preview records nothing")
		b.Press(l.say("scanRecord", 1))
		b.See(l.say("scanned", "1"))
		_, got := courierOf(w, papers[2])
		require.Equal(t, twenty, got)
	}
}

// returnedList is the list of what waits for its number, with a number in its one row.
func returnedList(w *consoletest.World, b *consoletest.Browser, number string) []byte {
	w.T.Helper()
	status, content := b.Fetch("/console/desk/print/list.xlsx?tab=to_ship")
	require.Equal(w.T, http.StatusOK, status)
	book, err := excelize.OpenReader(bytes.NewReader(content))
	require.NoError(w.T, err)
	require.NoError(w.T, book.SetCellValue(book.GetSheetName(0), "K2", number))
	var filled bytes.Buffer
	require.NoError(w.T, book.Write(&filled))
	require.NoError(w.T, book.Close())
	return filled.Bytes()
}
