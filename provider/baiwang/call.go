package baiwang

import (
	"context"
	"crypto/md5"  //nolint:gosec // the vendor's rule
	"crypto/sha1" //nolint:gosec // the vendor's rule
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"kaipiao/domain/loggable"
	"kaipiao/provider"
	"kaipiao/wire"
)

// The versions of calls; those of the password hash are named alike.
const (
	version6 = "6.0"
	version7 = "7.0"
)

// method is one of the vendor's calls. Those of 7.0 name how they are signed; those with nested members have them in "data", without empty
// ones, and the others in one object.
type method struct {
	name, version string
	nested        bool
}

// The calls.
var (
	issueInvoice  = method{"baiwang.output.invoice.issue", version6, true}
	queryInvoices = method{"baiwang.output.invoice.query", version6, true}
	cancelInvoice = method{"baiwang.output.invoice.cancel", version6, true}
	createFiles   = method{"baiwang.output.format.create", version6, true}
	queryFile     = method{"baiwang.output.format.query", version6, true}
	addRedForm    = method{"baiwang.output.redinvoice.add", version7, false}
	operateForm   = method{"baiwang.output.redinvoice.operate", version7, false}
	listForms     = method{"baiwang.output.redinvoice.formlist", version7, false}
	readRedForm   = method{"baiwang.output.redinvoice.redforminfo", version6, false}
)

// body is the body of a call with its members.
func (c *Client) body(m method, members wire.Members) ([]byte, error) {
	if m.nested {
		members = wire.Members{"data": members.Given()}
		if c.config.TaxUserName != "" {
			members["taxUserName"] = c.config.TaxUserName
		}
	}
	members["taxNo"] = c.config.TaxNumber
	return json.Marshal(members)
}

// passwordHash is what is sent in place of the password.
func (c Config) passwordHash() string {
	salted := []byte(c.Password + c.Salt)
	if c.PasswordVersion == version6 {
		inner := md5.Sum(salted)                                //nolint:gosec // the vendor's rule
		outer := sha1.Sum([]byte(hex.EncodeToString(inner[:]))) //nolint:gosec // the vendor's rule
		return hex.EncodeToString(outer[:])
	}
	sum := sha256.Sum256(salted)
	return hex.EncodeToString(sum[:])
}

// fetchToken asks for a new token with the user's password. It needs no signature.
func (c *Client) fetchToken(ctx context.Context) (provider.Token, error) {
	query := url.Values{
		"method": {"baiwang.oauth.token"}, "grant_type": {"password"}, "client_id": {c.config.AppKey}, "version": {c.config.PasswordVersion},
		"timestamp": {c.timestamp()}, "encryptType": {"NONE"}, "encryptScope": {"00"},
	}
	if c.config.OrgAuthCode != "" {
		query.Set("orgAuthCode", c.config.OrgAuthCode)
	}
	body, err := json.Marshal(wire.Members{"username": c.config.User, "password": c.config.passwordHash(), "client_secret": c.config.AppSecret})
	if err != nil {
		return provider.Token{}, err
	}
	response, err := c.post(ctx, query, body, "")
	if err != nil {
		return provider.Token{}, notOurs(err)
	}
	granted, err := wire.ReadObject(response)
	if err != nil || granted.Text("access_token") == "" {
		return provider.Token{}, wire.ErrUnreadable
	}
	return provider.LastingToken(granted.String("access_token"), granted.String("expires_in"), c.config.Now()), nil
}

func (c *Client) timestamp() string { return strconv.FormatInt(c.config.Now().UnixMilli(), 10) }

// call makes one call and gives what it answers with. A token that the vendor knows no more is renewed once.
func (c *Client) call(ctx context.Context, m method, members wire.Members) (response json.RawMessage, err error) {
	defer wire.Named(m.name, &response, &err)
	content, err := c.body(m, members)
	if err != nil {
		return nil, err
	}
	response, err = provider.WithToken(ctx, c.tokens, tokenRefused, func(token string) (json.RawMessage, error) {
		return c.post(ctx, c.signed(m, token, content), content, token)
	})
	if tokenRefused(err) {
		err = notOurs(err)
	}
	return response, err
}

// one makes a call that answers with one object, and many one that answers with a list.
func (c *Client) one(ctx context.Context, m method, members wire.Members) (read wire.Object, err error) {
	response, err := c.call(ctx, m, members)
	if err == nil {
		read, err = wire.ReadObject(response)
	}
	return read, err
}

func (c *Client) many(ctx context.Context, m method, members wire.Members) (read []wire.Object, err error) {
	response, err := c.call(ctx, m, members)
	if err == nil {
		read, err = wire.ReadObjects(response, listNames...)
	}
	return read, err
}

// listNames are the members in which a list may stand when it does not stand alone, which no source says.
var listNames = []string{"list", "records", "rows", "data", "content"}

// signed are the parameters of a call, with the signature over them and over the body as it is sent.
func (c *Client) signed(m method, token string, content []byte) url.Values {
	query := url.Values{
		"method": {m.name}, "version": {m.version}, "appKey": {c.config.AppKey}, "format": {"json"}, "timestamp": {c.timestamp()},
		"token": {token}, "type": {"sync"}, "requestId": {uuid.NewString()},
	}
	if m.version == version7 {
		query.Set("signType", "MD5")
		query.Set("encryptType", "NONE")
		query.Set("encryptScope", "00")
	}
	query.Set("sign", sign(c.config.AppSecret, query, content))
	return query
}

// sign is the vendor's signature; empty parameters do not count.
func sign(secret string, query url.Values, content []byte) string {
	var signed strings.Builder
	signed.WriteString(secret)
	for _, key := range slices.Sorted(maps.Keys(query)) {
		if value := query.Get(key); value != "" && key != "sign" {
			signed.WriteString(key + value)
		}
	}
	signed.Write(content)
	signed.WriteString(secret)
	sum := md5.Sum([]byte(signed.String())) //nolint:gosec // the vendor's rule
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// post sends a request and opens the answer.
func (c *Client) post(ctx context.Context, query url.Values, content []byte, token string) (json.RawMessage, error) {
	if err := c.pace.Wait(ctx); err != nil {
		return nil, err
	}
	answer, err := c.caller.Answer(ctx, wire.Call{
		Address: c.config.BaseURL + "?" + query.Encode(), Body: content, Header: map[string]string{"Content-Type": "application/json; charset=utf-8"},
	})
	if err != nil {
		return nil, err
	}
	return c.open(answer, token)
}

// open reads the envelope of an answer. The model is the response of installations of one's own.
func (c *Client) open(answer *wire.Answer, token string) (json.RawMessage, error) {
	var said wire.Object
	var parts struct{ Response, Model json.RawMessage }
	if err := errors.Join(answer.Read(&said), answer.Read(&parts)); err != nil {
		return nil, err
	}
	refused := said.One("errorResponse")
	code, subCode := refused.String("code"), refused.String("subCode")
	switch {
	case code+subCode != "":
		text := c.secrets.Hidden(strings.TrimSpace(refused.String("message")+" "+refused.String("subMessage")), token)
		return nil, &wire.Refusal{Party: party, Code: code, SubCode: subCode, Text: text}
	case said.Text("success") != "true":
		return nil, fmt.Errorf("%w: %w", answer.Unexpected(), wire.ErrUnreadable)
	case parts.Response == nil:
		return parts.Model, nil
	default:
		return parts.Response, nil
	}
}

// The codes that are known without configuration.
const (
	codeTokenMissing = "100001"
	codeTokenEnded   = "100002"
	codeFormState    = "70035" // the red-letter form stands where this is not possible
)

func tokenRefused(err error) bool { return wire.RefusalIn(err).Has(codeTokenMissing, codeTokenEnded) }

// notOurs is what the vendor has said of who we are: it says nothing of what we asked.
func notOurs(err error) error {
	if said := wire.RefusalIn(err); said.Party != "" {
		return loggable.Hide(errors.New(said.Error()), said.Loggable())
	}
	return err
}
