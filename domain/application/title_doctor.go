package application

import (
	"golang.org/x/text/width"

	"kaipiao/domain/invoice"
	"kaipiao/domain/policy"
	"kaipiao/domain/refusal"
	"kaipiao/domain/text"
)

// Finding is one thing that was looked at about a title.
type Finding string

// The findings, in the order in which they are told.
const (
	// TitleForms: full-width and half-width forms and blanks, which do not count (A4).
	TitleForms Finding = "width"
	// TitleHidden: characters that show nothing, which are left out.
	TitleHidden Finding = "invisible"
	// NumberLength and NumberCheck: a taxpayer number's length and check character (A4).
	NumberLength Finding = "taxpayer_id_length"
	NumberCheck  Finding = "taxpayer_id_check"
	// CertifiedName and CertifiedNumber: whether both are those that are certified.
	CertifiedName   Finding = "certified_name"
	CertifiedNumber Finding = "certified_taxpayer_id"
)

// Examined is what there is to say of one of them.
type Examined struct {
	Finding Finding
	Fine    bool
	refusal.Words
}

// Route is what leads to another certified name (R6).
type Route = CompanyChange

// Examination is what a title comes to, before anything is applied for.
type Examination struct {
	Found []Examined
	// Hidden are the characters that show nothing, as the title was written.
	Hidden []text.Hidden
	// Applied and Certified are both names in stretches.
	Applied, Certified []invoice.Segment
	// CheckCharacter is what a number of 18 characters ends with by rule; empty where it cannot be said.
	CheckCharacter string
	// Printed is what the invoice would bear.
	Printed invoice.Party
	Review  ReviewMode
	// Refused are the reasons against it, and Routes the ways to another certified name; none where it is in order.
	Refused refusal.List
	Routes  []Route
}

// ExamineTitle looks at a title as Check does, and says all that there is to say (A3, A4, R1, R6). Written is the title as it came, and request has
// it in its form.
func ExamineTitle(p policy.Policy, account Account, written string, request Request) Examination {
	e := Examination{Hidden: text.HiddenIn(written)}
	name, number := request.Title.Name, request.Title.TaxpayerID
	e.forms(written)
	e.number(number)
	certified := account.Certification
	e.Applied, e.Certified = invoice.SegmentTitles(name, certified.Name)
	e.say(CertifiedName, invoice.SameTitle(name, certified.Name),
		refusal.Words{English: "It is the certified name.", Chinese: "与认证名称一致。"},
		refusal.Words{English: "It differs from the certified name.", Chinese: "与认证名称不一致。"})
	if number != "" {
		e.say(CertifiedNumber, number == certified.TaxpayerID,
			refusal.Words{English: "It is the certified taxpayer number.", Chinese: "与认证税号一致。"},
			refusal.Words{English: "It differs from the certified taxpayer number.", Chinese: "与认证税号不一致。"})
	}
	// What is asked here is the title and the kind alone.
	request.Amount, request.Consumptions, request.Remark, request.Address = &p.Limits.Minimum, nil, "", &invoice.Address{}
	accepted, refused := Check(p, account, request)
	e.Printed, e.Review, e.Refused = accepted.Buyer, accepted.Review, refused
	for _, no := range refused {
		if no.Code == refusal.TitleNotCertified {
			e.Routes = routes(number, certified.TaxpayerID)
		}
	}
	return e
}

// routes are the ways to another certified name: under the same number only the name has changed, under another one it is another subject.
func routes(number, certified string) []Route {
	switch number {
	case "":
		return []Route{NameChange, SubjectChange}
	case certified:
		return []Route{NameChange}
	default:
		return []Route{SubjectChange}
	}
}

func (e *Examination) say(finding Finding, fine bool, yes, no refusal.Words) {
	words := no
	if fine {
		words = yes
	}
	e.Found = append(e.Found, Examined{Finding: finding, Fine: fine, Words: words})
}

func (e *Examination) forms(written string) {
	e.say(TitleForms, width.Fold.String(written) == written && text.BlanksIn(written) == 0,
		refusal.Words{English: "It has neither full-width forms nor blanks.", Chinese: "没有全角字符和空格。"},
		refusal.Words{
			English: "It has full-width forms or blanks, which do not count; the certified spelling is printed.", Chinese: "含全角字符或空格，比对时忽略；打印时以认证名称的写法为准。",
		})
	e.say(TitleHidden, len(e.Hidden) == 0,
		refusal.Words{English: "It has no invisible characters.", Chinese: "没有不可见字符。"},
		refusal.Words{English: "It has invisible characters, which are left out.", Chinese: "含不可见字符，将自动去除。"})
}

func (e *Examination) number(number string) {
	if number == "" {
		return
	}
	long := invoice.PossibleTaxpayerID(number)
	e.say(NumberLength, long,
		refusal.Words{English: "It is as long as a taxpayer number is.", Chinese: "税号长度正确。"},
		refusal.Words{English: "A taxpayer number has 18 digits and capitals, or 15 or 20 in older forms.", Chinese: "税号应为 18 位数字和大写字母（旧式为 15 或 20 位）。"})
	if len(number) != 18 {
		return
	}
	if check, known := invoice.CreditCodeCheck(number[:17]); known {
		e.CheckCharacter = string(check)
	}
	e.say(NumberCheck, invoice.ValidTaxpayerID(number),
		refusal.Words{English: "Its check character is right.", Chinese: "校验码正确。"},
		refusal.Words{English: "Its 18th character does not fit the others; compare each with the business licence.", Chinese: "第 18 位校验码不符，请逐位核对营业执照。"})
}
