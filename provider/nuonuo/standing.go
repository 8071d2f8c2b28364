package nuonuo

import (
	"cmp"
	"context"
	"errors"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/wire"
)

// Nuonuo asks the bureau itself only so often, for each account.
var (
	refreshes     = []provider.Limit{{Calls: 1, Within: 30 * time.Second}, {Calls: 20, Within: day}}
	codeRefreshes = []provider.Limit{{Calls: 1, Within: time.Minute}, {Calls: 20, Within: day}}
)

// account asks about the account; kind is Nuonuo's number of the question.
func (c *Client) account(ctx context.Context, method, kind string) (wire.Object, error) {
	return c.ask(ctx, method, wire.Members{"queryType": kind, "extensionNumber": c.config.Extension}.Given())
}

// Standing tells how the seller stood when Nuonuo last asked the bureau. Where that was long ago it is told to ask again.
func (c *Client) Standing(ctx context.Context, _ string) (stands invoice.Standing, err error) {
	defer wire.Named("ask about the seller", &stands, &err)
	quota, err := c.account(ctx, "getCreditLine", "1")
	if err != nil {
		return stands, err
	}
	at, err := quota.Text("amountUpdateTime").Instant()
	if old := err != nil || c.config.Now().Sub(at) > c.config.StandingAge; old && c.refreshed(ctx) {
		if quota, err = c.account(ctx, "getCreditLine", "1"); err != nil {
			return stands, err
		}
		at, err = quota.Text("amountUpdateTime").Instant()
	}
	var err1, err2 error
	stands.Period = calendar.DateOf(at).Month()
	stands.Total, err1 = quota.Text("totalCreditLine").Amount()
	stands.Remaining, err2 = quota.Text("availableCreditLine").Amount()
	if err = cmp.Or(err, err1, err2); err == nil {
		stands.Session, err = c.session(ctx)
	}
	return stands, err
}

// refreshed has Nuonuo ask the bureau for the quota and the face check, where it may. What comes of it is read afterwards.
func (c *Client) refreshed(ctx context.Context) bool {
	if c.config.Memory.Take(ctx, "refresh", refreshes...) != nil {
		return false
	}
	_, err1 := c.account(ctx, "getCreditLine", "0")
	_, err2 := c.account(ctx, "getCertificationStatus", "0")
	return errors.Join(err1, err2) == nil
}

// session is ok for who is logged in and need not pass the face check.
func (c *Client) session(ctx context.Context) (invoice.Session, error) {
	login, err := c.account(ctx, "getCertificationStatus", "2")
	if err != nil {
		return "", err
	}
	face, err := c.account(ctx, "getCertificationStatus", "1")
	if err != nil {
		return "", err
	}
	switch login := login.Text("certificationStatus"); {
	case login == "0" || face.Text("certificationStatus") == "2":
		return invoice.SessionLogin, nil
	case login == "1":
		return invoice.SessionOK, nil
	default:
		return invoice.SessionUnknown, nil
	}
}

// How long a new code is waited for, and how long one has to be good for to be shown.
const (
	codeTries = 5
	codePause = time.Second
	codeRest  = 30 * time.Second
	codeLife  = 5 * time.Minute
)

var errNoCode = errors.New("Nuonuo has no code yet; ask again")

// LoginCode gives the code with which the issuing operator logs in, or passes the face check where somebody is logged in. One that is
// good for a while is given again; another one is drawn at most once a minute and 20 times a day.
func (c *Client) LoginCode(ctx context.Context, _ string) (code provider.LoginCode, err error) {
	defer wire.Named("fetch the code for logging in", &code, &err)
	login, err := c.account(ctx, "getCertificationStatus", "2")
	if err != nil {
		return provider.LoginCode{}, err
	}
	draw, read := "2", "3"
	if login.Text("certificationStatus") == "1" {
		draw, read = "0", "1"
	}
	if code, err = c.shown(ctx, read); err != nil || code.Content != "" {
		return code, err
	}
	if err = c.config.Memory.Take(ctx, "code", codeRefreshes...); err == nil {
		_, err = c.account(ctx, "getQrCode", draw)
	}
	for try := 0; try < codeTries && err == nil; try++ {
		if code, err = c.shown(ctx, read); err != nil || code.Content != "" {
			return code, err
		}
		select {
		case <-ctx.Done():
			return code, ctx.Err()
		case <-time.After(codePause):
		}
	}
	return code, cmp.Or(err, errNoCode)
}

// shown is the code that Nuonuo has now; nothing where it has none that is good for a while.
func (c *Client) shown(ctx context.Context, read string) (provider.LoginCode, error) {
	code, err := c.account(ctx, "getQrCode", read)
	if err != nil || code.Text("status") != "1" || code.Text("qrCode") == "" {
		return provider.LoginCode{}, err
	}
	ends, err := code.Text("endTime").Instant()
	if err != nil {
		return provider.LoginCode{}, err
	}
	if now := c.config.Now(); ends.Before(now.Add(codeRest)) || ends.After(now.Add(codeLife+time.Minute)) {
		return provider.LoginCode{}, nil
	}
	return provider.LoginCode{Content: code.String("qrCode"), EndsAt: ends}, nil
}

// Usage tells what Nuonuo knows: that an invoice is void, or that nothing was left of it when somebody wanted to reverse it. Of the buyer it
// knows nothing; the red-letter form does (V1).
func (c *Client) Usage(ctx context.Context, of provider.Key) (usage invoice.Usage, err error) {
	if usage.Unknown = true; of.Serial == "" {
		return usage, nil
	}
	defer wire.Named("ask for the usage of "+of.Number, &usage, &err)
	found, _, err1 := c.ordered(ctx, of.Serial)
	notes, err2 := c.config.Memory.Kept(ctx, of.Serial)
	usage.Voided, usage.FullyRed = statuses[found.String("status")].voided, notes[noteFullyRed] != ""
	return usage, cmp.Or(err1, err2)
}
