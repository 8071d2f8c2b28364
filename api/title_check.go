package api

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/text"
)

// titleCheckBody is a title that somebody thinks of applying with.
type titleCheckBody struct {
	Title      string         `json:"title" minLength:"1" maxLength:"300" text:"name" doc:"The title (发票抬头), just as it was typed." example:"北京甲科技有限公司"`
	TaxpayerID string         `json:"taxpayer_id,omitempty" maxLength:"20" text:"code" doc:"The taxpayer number (纳税人识别号)." example:"91110000802100433B"`
	Kind       invoice.Kind   `json:"kind" enum:"ordinary,special"`
	Medium     invoice.Medium `json:"medium" enum:"electronic,paper"`
}

// TransformSchema says what is too long for a tag.
func (TitleCheck) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return explain(s, map[string]string{
		"conclusion": "How it would go. `automatic`: nobody has to look at it; `manual`: a reviewer does; `refused`: it would be refused.",
	})
}

// TitleCheck is what a title comes to, before anything is applied for (A4).
type TitleCheck struct {
	Findings  []TitleFinding    `json:"findings" nullable:"false" doc:"What was looked at, in the order in which it is told."`
	Invisible []HiddenCharacter `json:"invisible" nullable:"false" doc:"The characters of the title, as it was typed, that show nothing."`
	Applied   []NameSegment     `json:"applied" nullable:"false" doc:"The title as names are compared, in stretches: same or inserted."`
	Certified []NameSegment     `json:"certified" nullable:"false" doc:"The certified name in the same way: same or deleted."`
	// CheckCharacter is of a number of 18 characters.
	CheckCharacter string              `json:"check_character" doc:"With what a number of 18 characters ends; empty for others." example:"B"`
	Printed        string              `json:"printed" doc:"The name that the invoice would bear." example:"北京甲科技有限公司"`
	Conclusion     string              `json:"conclusion" enum:"automatic,manual,refused"`
	DueAt          *time.Time          `json:"due_at" nullable:"true" doc:"Until when it would be decided, in UTC; null where it is refused."`
	Provisional    bool                `json:"due_provisional" doc:"Whether due_at may move, because a year has no schedule of working days yet (I3)."`
	Refused        []Reason            `json:"refused" nullable:"false" doc:"Why it would be refused; empty where it would not."`
	Routes         []application.Route `json:"routes" nullable:"false" doc:"What leads to another certified name (R6); empty where nothing has to."`
}

// TitleFinding is one thing that was looked at.
type TitleFinding struct {
	Finding   application.Finding `json:"finding"`
	OK        bool                `json:"ok" doc:"Whether there is nothing to do about it."`
	Message   string              `json:"message" doc:"The finding in words, in English." example:"It is the certified name."`
	MessageZH string              `json:"message_zh" doc:"The finding in words, in Chinese." example:"与认证名称一致。"`
}

// HiddenCharacter is a character that shows nothing.
type HiddenCharacter struct {
	Position  int    `json:"position" doc:"Where it stands, counted in characters from 1." example:"3"`
	CodePoint string `json:"code_point" doc:"Its code point in Unicode." example:"U+200B"`
	Name      string `json:"name" doc:"What it is, in English." example:"an invisible character (U+200B)"`
	NameZH    string `json:"name_zh" doc:"What it is, in Chinese." example:"不可见字符（U+200B）"`
}

// NameSegment is a stretch of a name.
type NameSegment struct {
	Text string `json:"text" doc:"The stretch, with half-width forms and without blanks." example:"北京甲科技"`
	Is   string `json:"is" enum:"same,inserted,deleted" doc:"same: both names have it; inserted: only the title does; deleted: only the certified name does."`
}

type titleCheckAnswer struct{ Body TitleCheck }

// checkTitle says all that there is to say of a title. What was typed is read once more, before its characters were brought into their form.
func (s *surface) checkTitle(ctx context.Context, in *struct {
	AccountPath
	RawBody []byte
	Body    titleCheckBody
},
) (*titleCheckAnswer, error) {
	var typed struct {
		Title string `json:"title"`
	}
	if err := json.Unmarshal(in.RawBody, &typed); err != nil {
		return nil, malformed("", "The body is no JSON.", "请求体不是 JSON。")
	}
	request := application.Request{
		Account: in.Account, Seller: invoice.Platform, Kind: in.Body.Kind, Medium: in.Body.Medium,
		Title: invoice.Party{Name: in.Body.Title, TaxpayerID: in.Body.TaxpayerID},
	}
	found, due, err := s.Office.Applications.ExamineTitle(ctx, typed.Title, request, s.Now())
	if err != nil {
		return nil, err
	}
	shown := TitleCheck{
		Findings: []TitleFinding{}, Invisible: []HiddenCharacter{}, Applied: showSegments(found.Applied, "inserted"),
		Certified: showSegments(found.Certified, "deleted"), CheckCharacter: found.CheckCharacter, Printed: found.Printed.Name,
		Conclusion: string(found.Review), DueAt: utc(&due.At), Provisional: due.Provisional, Refused: showReasons(found.Refused),
		Routes: append([]application.Route{}, found.Routes...),
	}
	if len(found.Refused) > 0 {
		shown.Conclusion, shown.DueAt, shown.Provisional = "refused", nil, false
	}
	for _, f := range found.Found {
		shown.Findings = append(shown.Findings, TitleFinding{Finding: f.Finding, OK: f.Fine, Message: f.English, MessageZH: f.Chinese})
	}
	for _, hidden := range found.Hidden {
		words := text.Describe(hidden.Character)
		shown.Invisible = append(shown.Invisible, HiddenCharacter{
			Position: hidden.Position, CodePoint: fmt.Sprintf("%U", hidden.Character), Name: words.English, NameZH: words.Chinese,
		})
	}
	return &titleCheckAnswer{Body: shown}, nil
}

func showSegments(segments []invoice.Segment, alone string) []NameSegment {
	shown := make([]NameSegment, len(segments))
	for n, s := range segments {
		shown[n] = NameSegment{Text: s.Text, Is: alone}
		if s.Same {
			shown[n].Is = "same"
		}
	}
	return shown
}
