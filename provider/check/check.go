// Package check tries what can be tried at a tax provider without issuing anything: whether it lets us in, how the seller stands, and
// whether it answers questions.
package check

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/provider"
)

// Step is one thing that was tried.
type Step struct {
	What refusal.Words
	// Failed is why it did not work; nil when it did. NotOffered: the provider does not have it, so that nothing is wrong.
	Failed     error
	NotOffered bool
	// Says is what was found.
	Says refusal.Words
}

// unknownSerial is one that nobody has submitted.
const unknownSerial invoice.Serial = "KPAAAAAAAAAAAAAAAAAA"

// Run tries a provider for a seller, by its taxpayer number.
func Run(ctx context.Context, client provider.Client, taxpayerID string, now time.Time) []Step {
	return []Step{query(ctx, client), red(ctx, client), standing(ctx, client, taxpayerID), forms(ctx, client, now)}
}

// Works reports whether nothing has failed.
func Works(steps []Step) bool {
	for _, step := range steps {
		if step.Failed != nil {
			return false
		}
	}
	return true
}

// query asks about a serial that nobody has submitted: whoever answers has taken the token and the signature.
func query(ctx context.Context, client provider.Client) Step {
	step := Step{What: refusal.Words{English: "token, signature and a dry query", Chinese: "令牌、签名与空查询"}}
	answer, err := client.Query(ctx, unknownSerial)
	return step.expecting(answer, err)
}

func red(ctx context.Context, client provider.Client) Step {
	step := Step{What: refusal.Words{English: "a dry query for a red-letter form", Chinese: "红字确认单空查询"}}
	answer, err := client.QueryRed(ctx, unknownSerial)
	return step.expecting(answer, err)
}

var errUnexpected = errors.New("it does not answer that it does not know what nobody has submitted")

// expecting reads the answer about what does not exist.
func (s Step) expecting(answer provider.Answer, err error) Step {
	switch {
	case err != nil:
		s.Failed = err
	case answer.State == provider.Unavailable:
		s.Failed = provider.ErrUnavailable
	case answer.State != provider.NotFound:
		s.Failed = fmt.Errorf("%w, but: %s", errUnexpected, answer.State)
	default:
		s.Says = refusal.Words{English: "it answers that it does not know the serial, as it should", Chinese: "按预期答复：未查询到该流水号"}
	}
	return s
}

func standing(ctx context.Context, client provider.Client, taxpayerID string) Step {
	step := Step{What: refusal.Words{English: "the seller's quota and its login at the tax bureau", Chinese: "销售方授信额度与电子税务局登录状态"}}
	can := client.Capabilities()
	if !can.TellsQuota && !can.TellsSession {
		step.NotOffered = true
		return step
	}
	found, err := client.Standing(ctx, taxpayerID)
	if err != nil {
		step.Failed = err
		return step
	}
	step.Says = refusal.Words{
		English: fmt.Sprintf("login: %s; quota of %s: %s of %s CNY is left", found.Session, found.Period, found.Remaining, found.Total),
		Chinese: fmt.Sprintf("登录状态：%s；%s 授信额度：%s / %s 元", found.Session, found.Period, found.Remaining, found.Total),
	}
	return step
}

// forms reads the forms that buyers have begun within a day.
func forms(ctx context.Context, client provider.Client, now time.Time) Step {
	step := Step{What: refusal.Words{English: "what the provider lists of the last day", Chinese: "最近一天的发票与红字确认单列表"}}
	if can := client.Capabilities(); !can.ListsForms && !can.ListsDocuments {
		step.NotOffered = true
		return step
	}
	page, err := client.List(ctx, invoice.ListOrder{From: now.Add(-24 * time.Hour), To: now})
	if err != nil && !errors.Is(err, provider.ErrTooOften) {
		step.Failed = err
		return step
	}
	step.Says = refusal.Words{
		English: fmt.Sprintf("%d entries on the first page", len(page.Items)), Chinese: fmt.Sprintf("首页 %d 条", len(page.Items)),
	}
	if err != nil {
		step.Says = refusal.Words{English: "not asked: the provider allows it only so often, and it was asked lately", Chinese: "未查询：该接口有频率限制，近期已查询过"}
	}
	return step
}
