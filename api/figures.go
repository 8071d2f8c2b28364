package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/access"
	"kaipiao/domain/calendar"
	"kaipiao/domain/export"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
	"kaipiao/domain/refusal"
	offigures "kaipiao/office/figures"
)

// Figure is a table of numbers about some days, or about now.
type Figure struct {
	Figure  offigures.Name `json:"figure"`
	From    calendar.Date  `json:"from" doc:"The first day, in Asia/Shanghai." example:"2026-09-01"`
	To      calendar.Date  `json:"to" doc:"The last day, itself included." example:"2026-09-30"`
	PerDay  bool           `json:"per_day" doc:"Whether each row is a day of the span; otherwise the rows say what is so now, and the span does not matter."`
	Columns []FigureColumn `json:"columns" nullable:"false" doc:"The series, in the order of the values."`
	Rows    []FigureRow    `json:"rows" nullable:"false" doc:"The rows; empty where there is nothing to say."`
}

// FigureColumn is a series of values.
type FigureColumn struct {
	Name    string         `json:"name" doc:"The stable name of the series." example:"electronic"`
	Unit    offigures.Unit `json:"unit"`
	Label   string         `json:"label" doc:"What people read, in English." example:"E-invoices"`
	LabelZH string         `json:"label_zh" doc:"What people read, in Chinese." example:"电子发票"`
}

// FigureRow is what is so of a day, a cause or a seller.
type FigureRow struct {
	Label  string    `json:"label" doc:"A day, a cause or a seller." example:"2026-09-18"`
	Values []*string `json:"values" nullable:"false" doc:"The values, as decimal numbers; null where there is none, which is not zero." example:"[\"12\",\"3\"]"`
}

type figureAnswer struct{ Body Figure }

// longestFigure is how many days a figure has at most, and usualFigure how many where nothing is said.
const (
	longestFigure = 366
	usualFigure   = 30
)

func (s *surface) figures() {
	on(s, call{method: http.MethodGet, path: "/v1/figures/{figure}", summary: "A figure of some days, or of now", does: access.ReadFigure}, s.getFigure)
	on(s, call{
		method: http.MethodGet, path: "/v1/figures/{figure}/table", summary: "The same numbers as a workbook", does: access.ReadFigureTable,
	}, s.getFigureTable)
}

// FigureQuery says which figure, and of what.
type FigureQuery struct {
	Figure offigures.Name `path:"figure" enum:"applications_per_day,invoices_per_day,time_to_issue,overdue,parked_by_cause,unbilled,outstanding"`
	From   string         `query:"from" format:"date" doc:"The first day, in Asia/Shanghai; 30 days until the last one by default." example:"2026-09-01"`
	To     string         `query:"to" format:"date" doc:"The last day, itself included; today by default." example:"2026-09-30"`
	Seller ids.Seller     `query:"seller" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"Only of one seller (销售方); of all by default."`
}

func (q FigureQuery) span(now time.Time) (offigures.Span, error) {
	span := offigures.Span{To: calendar.DateOf(now), Seller: q.Seller}
	from, err := dayOf("from", q.From)
	if err != nil {
		return span, err
	}
	to, err := dayOf("to", q.To)
	if err != nil {
		return span, err
	}
	if to != nil {
		span.To = *to
	}
	span.From = span.To.AddDays(1 - usualFigure)
	if from != nil {
		span.From = *from
	}
	if span.To.Before(span.From) {
		return span, malformed("to", "The last day lies before the first one.", "结束日期早于开始日期。")
	}
	if span.From.AddDays(longestFigure - 1).Before(span.To) {
		return span, malformed("to", "A figure has 366 days at most.", "统计范围最多 366 天。")
	}
	return span, nil
}

func (s *surface) figure(ctx context.Context, asked FigureQuery) (Figure, offigures.Figure, error) {
	span, err := asked.span(s.Now())
	if err != nil {
		return Figure{}, offigures.Figure{}, err
	}
	found, err := s.Office.Figures.Figure(ctx, asked.Figure, span)
	if err != nil {
		return Figure{}, offigures.Figure{}, err
	}
	shown := Figure{Figure: found.Name, From: span.From, To: span.To, PerDay: found.PerDay, Rows: make([]FigureRow, len(found.Rows))}
	for _, column := range found.Columns {
		label := figureColumns[column.Name]
		shown.Columns = append(shown.Columns, FigureColumn{Name: column.Name, Unit: column.Unit, Label: label.English, LabelZH: label.Chinese})
	}
	for n, row := range found.Rows {
		shown.Rows[n] = FigureRow{Label: row.Label, Values: make([]*string, len(row.Values))}
		for at, value := range row.Values {
			shown.Rows[n].Values[at] = showValue(value, found.Columns[at].Unit)
		}
	}
	return shown, found, nil
}

func showValue(value *money.Amount, unit offigures.Unit) *string {
	if value == nil {
		return nil
	}
	text := value.String()
	if unit == offigures.Count {
		text = strings.TrimSuffix(text, ".00")
	}
	return &text
}

func (s *surface) getFigure(ctx context.Context, in *struct{ FigureQuery }) (*figureAnswer, error) {
	shown, _, err := s.figure(ctx, in.FigureQuery)
	return &figureAnswer{Body: shown}, err
}

func (s *surface) getFigureTable(ctx context.Context, in *struct{ FigureQuery }) (*huma.StreamResponse, error) {
	shown, found, err := s.figure(ctx, in.FigureQuery)
	if err != nil {
		return nil, err
	}
	head := export.Sheet{Name: string(shown.Figure), Columns: []export.Column{{Name: "日期或类别 Day or label", Width: 24}}}
	for _, column := range shown.Columns {
		head.Columns = append(head.Columns, export.Column{Name: column.LabelZH + " " + column.Label, Width: 28})
	}
	rows := make([][]export.Cell, len(found.Rows))
	for n, row := range found.Rows {
		rows[n] = []export.Cell{export.TextCell(row.Label)}
		for _, value := range row.Values {
			cell := export.Cell{}
			if value != nil {
				cell = export.AmountCell(*value)
			}
			rows[n] = append(rows[n], cell)
		}
	}
	return s.sendTable(head, rows, string(shown.Figure)+".xlsx")
}

// figureColumns are the series in words.
var figureColumns = map[string]refusal.Words{
	"automatic":   {English: "Reviewed automatically", Chinese: "自动审核"},
	"manual":      {English: "Reviewed by people", Chinese: "人工审核"},
	"electronic":  {English: "E-invoices", Chinese: "电子发票"},
	"paper":       {English: "On paper", Chinese: "纸质发票"},
	"median":      {English: "Half of them within (minutes)", Chinese: "中位数（分钟）"},
	"most":        {English: "95 of 100 within (minutes)", Chinese: "95% 不超过（分钟）"},
	"promised":    {English: "Promised (minutes)", Chinese: "承诺（分钟）"},
	"review":      {English: "Review", Chinese: "审核"},
	"issue":       {English: "Issuing", Chinese: "开具"},
	"ship":        {English: "Shipping", Chinese: "寄送"},
	"ticket":      {English: "Tickets", Chinese: "工单"},
	"confirm":     {English: "Buyers' confirmation", Chinese: "购买方确认"},
	"parked":      {English: "Parked", Chinese: "暂缓张数"},
	"net":         {English: "Net amount", Chinese: "不含税金额"},
	"free":        {English: "Not applied for", Chinese: "未申请"},
	"reserved":    {English: "Applied for, not issued", Chinese: "已申请未开"},
	"outstanding": {English: "Outstanding", Chinese: "欠票"},
}
