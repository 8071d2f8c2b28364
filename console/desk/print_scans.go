package desk

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/printlist"
	"kaipiao/console/words"
	ofinvoices "kaipiao/office/invoices"
	"kaipiao/office/parcels"
)

// scanForm is what was scanned or read from a file and is not recorded yet, with what the API says of each line.
type scanForm struct {
	printlist.Scans
	Company string
	Judged  *api.PrintDeskAnswer
	// Says is what the last scan came to; Bad: something is wrong with it.
	Says words.Text
	Bad  bool
	// Unread are the rows of a file that were not taken.
	Unread []printlist.Row
}

func count(n int) string { return strconv.Itoa(n) }

// Good and Bad are how many lines would be recorded, and how many not.
func (f scanForm) good() int {
	if f.Judged == nil {
		return 0
	}
	return f.Judged.Updated
}

func (f scanForm) wrong() int {
	if f.Judged == nil {
		return 0
	}
	return f.Judged.Wrong
}

// scanShipments takes a scan, takes the last one back, reads a file, or records what was scanned.
func scanShipments(v *page.Visit) error {
	v.R.Body = http.MaxBytesReader(v.W, v.R.Body, largestForm)
	if err := v.R.ParseMultipartForm(mostInMemory); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return unread(err)
	}
	tab := orShip(v.Form("tab"))
	form := scanForm{Scans: printlist.Read(v.R.PostForm["line"], v.Form("half")), Company: v.Form("company")}
	recorded, err := form.does(v, v.Form("do"))
	if err != nil {
		return err
	}
	if recorded > 0 && len(form.Lines) == 0 {
		return v.Go(printing + "?tab=" + tab + "&recorded=" + count(recorded))
	}
	d, err := printDeskOf(v, tab)
	if err != nil {
		return err
	}
	d.Scans = form
	return v.ShowAs(v.Status(), printTitle, printPage(v, d))
}

// does what the pressed button says; Enter in the field is a scan.
func (f *scanForm) does(v *page.Visit, do string) (recorded int, err error) {
	switch do {
	case "undo":
		f.Says = nothingToUndo
		if f.Undo() {
			f.Says = undone
		}
		return 0, f.judge(v)
	case "record":
		return f.record(v)
	case "file":
		read, says := f.readFile(v)
		if err := f.judge(v); err != nil {
			return 0, err
		}
		if f.Says, f.Bad = says, true; says.IsZero() {
			f.Says, f.Bad = fileIsRead.With(read+len(f.Unread), f.good(), f.wrong()+len(f.Unread)), f.wrong()+len(f.Unread) > 0
		}
		return 0, nil
	default:
		return 0, f.scan(v)
	}
}

func (f *scanForm) scan(v *page.Visit) error {
	said := f.Scan(v.Form("scan"), f.Company)
	if err := f.judge(v); err != nil || f.Judged == nil || said != printlist.Paired {
		f.Says, f.Bad = saidOf[said], said == printlist.Replaced || said == printlist.Full || said == printlist.Nothing
		return err
	}
	last := f.Judged.Rows[len(f.Judged.Rows)-1]
	f.Bad = !last.Outcome.Good()
	f.Says = signed(last.Outcome).With(words.Text{ZH: last.MessageZH, EN: last.Message})
	return nil
}

// orShip is a step in which papers are scanned.
func orShip(tab string) string {
	if tab == string(ofinvoices.ToSendAgain) {
		return tab
	}
	return string(ofinvoices.ToShip)
}

// judge asks what would become of each line.
func (f *scanForm) judge(v *page.Visit) error {
	if len(f.Lines) == 0 {
		return nil
	}
	var answer api.PrintDeskAnswer
	err := v.Call(http.MethodPost, "/v1/print-desk/shipments?dry_run=true", f.body(), &answer)
	if v.Refused(err) {
		return nil
	}
	f.Judged = &answer
	return err
}

// record records the good lines, and keeps the others.
func (f *scanForm) record(v *page.Visit) (recorded int, err error) {
	if len(f.Lines) == 0 {
		f.Says, f.Bad = scanNone, true
		return 0, nil
	}
	var answer api.PrintDeskAnswer
	err = v.Call(http.MethodPost, "/v1/print-desk/shipments", f.body(), &answer)
	if v.Refused(err) {
		return 0, f.judge(v)
	}
	if err != nil {
		return 0, err
	}
	if recorded = f.keepWrong(answer); len(f.Lines) > 0 {
		f.Says, f.Bad = scanPartly.With(recorded, len(f.Lines)), true
	}
	return recorded, f.judge(v)
}

// keepWrong keeps the lines of which nothing came.
func (f *scanForm) keepWrong(answer api.PrintDeskAnswer) (recorded int) {
	var left []printlist.Line
	for n, row := range answer.Rows {
		switch {
		case !row.Outcome.Good():
			left = append(left, f.Lines[n])
		case row.Outcome == parcels.Updates:
			recorded++
		}
	}
	f.Lines = left
	return recorded
}

func (f *scanForm) body() map[string]any {
	rows := make([]map[string]any, len(f.Lines))
	for n, line := range f.Lines {
		rows[n] = map[string]any{"reference": line.Reference, "tracking_number": line.TrackingNumber}
		if line.Company != "" {
			rows[n]["company"] = line.Company
		}
	}
	return map[string]any{"rows": rows}
}

// readFile adds the rows of a print list that was filled in, and says how many; or why it cannot.
func (f *scanForm) readFile(v *page.Visit) (read int, says words.Text) {
	file, _, err := v.R.FormFile("file")
	if err != nil {
		return 0, fileNone
	}
	defer func() { _ = file.Close() }() // it was only read
	content, err := io.ReadAll(io.LimitReader(file, printlist.LargestTable+1))
	if err == nil && len(content) > printlist.LargestTable {
		err = printlist.ErrMany
	}
	var rows []printlist.Row
	if err == nil {
		rows, err = printlist.ReadTable(content)
	}
	if err == nil && len(f.Lines)+len(rows) > printlist.Most {
		err = printlist.ErrMany
	}
	if err != nil {
		return 0, whyUnread(err)
	}
	if len(rows) == 0 {
		return 0, fileNothing
	}
	for _, row := range rows {
		if row.Wrong != "" {
			f.Unread = append(f.Unread, row)
			continue
		}
		f.Lines, read = append(f.Lines, row.Line), read+1
	}
	return read, words.Text{}
}

func whyUnread(err error) words.Text {
	for known, says := range tableErrors {
		if errors.Is(err, known) {
			return says
		}
	}
	return tableErrors[printlist.ErrUnreadable]
}

// signed puts a sign before what is said of a line, so that it is told without colours.
func signed(of parcels.Outcome) words.Text {
	if of.Good() {
		return lineGood
	}
	return lineWrong
}
