package api_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// I2, O8: many tracking numbers are recorded at once, each line judged by itself; a dry run says the same and records nothing.
func TestI2ManyTrackingNumbersAtOnce(t *testing.T) {
	s := newStage(t)
	first, second, third := s.issued(s.approvedPaper()), s.issued(s.approvedPaper()), s.issued(s.approvedPaper())
	gone, electronic, unissued := s.shipped(s.issued(s.approvedPaper())), s.issued(s.electronic()), s.approvedPaper()
	number := s.must(finance, get, "/v1/invoices/"+gone, nil)["courier"].(object)["tracking_number"].(string)
	row := func(reference, number string) object {
		return object{"reference": reference, "tracking_number": number}
	}
	rows := []any{
		row(first, "ｓｆ１００１"), row(second, "SF1001"), row(third, "SF 1003"), row(gone, "SF1004"), row(gone, number), row(electronic, "SF1005"),
		row("nobody", "SF1006"), row(unissued, "SF1007"), row(first, "SF1008"), row(second, "顺丰"), row(second, number),
	}
	expected := []any{
		"updates", "duplicate", "updates", "shipped_already", "unchanged", "not_found", "not_found", "refused", "duplicate", "malformed", "duplicate",
	}
	send := func(query string, all bool) object {
		answer := s.must(finance, post, "/v1/print-desk/shipments"+query, object{"rows": rows, "all_or_nothing": all})
		var outcomes []any
		for n, line := range answer["rows"].([]any) {
			outcomes = append(outcomes, line.(object)["outcome"])
			require.InDelta(t, n+1, line.(object)["row"], 0)
			require.NotEmpty(t, line.(object)["message_zh"])
		}
		require.Equal(t, expected, outcomes)
		return answer
	}
	before := s.contents()
	dry := send("?dry_run=true", false)
	require.Equal(t, []any{false, 2.0, 8.0}, []any{dry["applied"], dry["updated"], dry["wrong"]})
	require.Equal(t, false, send("", true)["applied"], "all or nothing")
	require.Equal(t, before, s.contents())
	// when what is good is recorded
	require.Equal(t, true, send("", false)["applied"])
	for id, expected := range map[string][2]any{first: {"shipped", "SF1001"}, second: {"issued", ""}, third: {"shipped", "SF1003"}} {
		i := s.must(finance, get, "/v1/invoices/"+id, nil)
		require.Equal(t, expected, [2]any{i["status"], i["courier"].(object)["tracking_number"]})
	}
	// the same once more changes nothing
	expected[0], expected[1], expected[2], expected[8] = "unchanged", "duplicate", "unchanged", "shipped_already"
	require.Equal(t, false, send("", false)["applied"])
}

// I2, O8: papers are printed on sheets with numbers, one each, and no sheet bears two.
func TestI2EachPaperIsOnASheetOfItsOwn(t *testing.T) {
	s := newStage(t)
	first, second, third := s.issued(s.approvedPaper()), s.issued(s.approvedPaper()), s.issued(s.approvedPaper())
	record := func(from, to int, references ...string) answer {
		return s.call(finance, post, "/v1/print-desk/sheets", object{
			"code": "110026000001", "from": fmt.Sprintf("%08d", from), "to": fmt.Sprintf("%08d", to), "references": references,
		})
	}
	require.Equal(t, 400, record(1, 3, first, second).status, "as many sheets as papers")
	a := record(1, 2, first, "nobody")
	require.Equal(t, []any{false, 1.0}, []any{a.body["applied"], a.body["wrong"]}, "all or nothing")
	require.Equal(t, true, record(1, 2, first, second).body["applied"])
	require.Equal(t, false, record(1, 2, first, second).body["applied"], "the same again changes nothing")
	require.Equal(t, "duplicate", record(2, 2, third).body["rows"].([]any)[0].(object)["outcome"])
	require.Equal(t, true, record(3, 3, first).body["applied"], "a spoiled sheet is replaced")
	require.Equal(t, true, record(1, 1, third).body["applied"])
	require.Equal(t, []string{"invoice " + first + " sheet exact"}, s.found(finance, "00000003"))
	// they are to be sent now, and no more to be printed
	require.Empty(t, s.must(finance, get, "/v1/invoices?print=to_print", nil)["items"])
	require.Len(t, s.must(finance, get, "/v1/invoices?print=to_ship&order=due", nil)["items"], 3)
	s.shipped(first)
	require.Equal(t, "refused", record(9, 9, first).body["rows"].([]any)[0].(object)["outcome"])
	// two who record the same sheet at once: the constraint decides
	_, err := s.byHand().Exec(t.Context(), "update invoices set sheet_code = '110026000001', sheet_number = '00000002' where id = $1", third)
	require.ErrorContains(t, err, "a_sheet_bears_one_invoice")
}

// I2, P8: the print list has each paper with its reference, numbers whole as texts, and money as numbers.
func TestI2ThePrintListIsAWorkbook(t *testing.T) {
	s := newStage(t)
	id := s.issued(s.approvedPaper())
	a := s.call(finance, get, "/v1/print-desk/list", nil)
	require.Equal(t, 200, a.status, string(a.bytes))
	book, err := excelize.OpenReader(bytes.NewReader(a.bytes))
	require.NoError(t, err)
	defer func() { require.NoError(t, book.Close()) }()
	rows, err := book.GetRows(book.GetSheetName(0))
	require.NoError(t, err)
	require.Len(t, rows, 2)
	i := s.must(finance, get, "/v1/invoices/"+id, nil)
	require.Equal(t, []string{id, i["number"].(string)}, rows[1][:2])
	kind, err := book.GetCellType(book.GetSheetName(0), "B2")
	require.NoError(t, err)
	require.NotEqual(t, excelize.CellTypeNumber, kind)
	require.Equal(t, "1.00", rows[1][5])
}
