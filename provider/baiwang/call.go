package baiwang

import (
	"bytes"
	"cmp"
	"context"
	"crypto/md5"  //nolint:gosec // the vendor's rule
	"crypto/sha1" //nolint:gosec // the vendor's rule
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"kaipiao/domain/loggable"
	"kaipiao/provider"
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

// object are the members of a request.
type object map[string]any

// body is the body of a call with its members.
func (c *Client) body(m method, members object) ([]byte, error) {
	if m.nested {
		maps.DeleteFunc(members, func(_ string, value any) bool { return value == "" })
		members = object{"data": members}
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

// renewedBefore is how long before its end a token is not used any more.
const renewedBefore = 5 * time.Minute

// fetchToken asks for a new token with the user's password. It needs no signature.
func (c *Client) fetchToken(ctx context.Context) (provider.Token, error) {
	query := url.Values{
		"method": {"baiwang.oauth.token"}, "grant_type": {"password"}, "client_id": {c.config.AppKey}, "version": {c.config.PasswordVersion},
		"timestamp": {c.timestamp()}, "encryptType": {"NONE"}, "encryptScope": {"00"},
	}
	if c.config.OrgAuthCode != "" {
		query.Set("orgAuthCode", c.config.OrgAuthCode)
	}
	body, err := json.Marshal(object{"username": c.config.User, "password": c.config.passwordHash(), "client_secret": c.config.AppSecret})
	if err != nil {
		return provider.Token{}, err
	}
	response, err := c.post(ctx, query, body, "")
	if err != nil {
		return provider.Token{}, notOurs(err)
	}
	granted, err := readRow(response)
	if err != nil || granted.texts["access_token"] == "" {
		return provider.Token{}, errUnreadable
	}
	token := provider.Token{Value: granted.texts["access_token"]}
	if seconds, err := strconv.Atoi(granted.texts["expires_in"]); err == nil && seconds > 0 {
		life := time.Duration(seconds) * time.Second
		token.EndsAt = c.config.Now().UTC().Add(life - min(renewedBefore, life/10))
	}
	return token, nil
}

func (c *Client) timestamp() string { return strconv.FormatInt(c.config.Now().UnixMilli(), 10) }

// The most that is read of an answer; a longer one is an error.
const (
	answerLimit = 8 << 20
	fileLimit   = 20 << 20
)

// call makes one call and gives what it answers with. A token that the vendor knows no more is renewed once.
func (c *Client) call(ctx context.Context, m method, members object) (json.RawMessage, error) {
	content, err := c.body(m, members)
	if err != nil {
		return nil, about(m, err)
	}
	for stale := ""; ; {
		token, err := c.config.Memory.Token(ctx, "baiwang "+c.config.TaxNumber, stale, c.fetchToken)
		if err != nil {
			return nil, about(m, fmt.Errorf("get a token: %w", err))
		}
		response, err := c.post(ctx, c.signed(m, token, content), content, token)
		if said, is := saidIn(err); is && said.is(codeTokenMissing, codeTokenEnded) {
			if stale == "" {
				stale = token
				continue
			}
			err = notOurs(err)
		}
		return response, about(m, err)
	}
}

// about names the call in its error.
func about(m method, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", m.name, err)
}

// one makes a call that answers with one object, and many one that answers with a list.
func (c *Client) one(ctx context.Context, m method, members object) (map[string]string, error) {
	response, err := c.call(ctx, m, members)
	if err != nil {
		return nil, err
	}
	said, err := readRow(response)
	return said.texts, about(m, err)
}

func (c *Client) many(ctx context.Context, m method, members object) ([]row, error) {
	response, err := c.call(ctx, m, members)
	if err != nil {
		return nil, err
	}
	rows, err := readRows(response)
	return rows, about(m, err)
}

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

// post sends a request and opens the answer. Whatever is no answer of the vendor's, a 5xx first of all, is an error: nothing is known.
func (c *Client) post(ctx context.Context, query url.Values, content []byte, token string) (json.RawMessage, error) {
	if err := c.pace.Wait(ctx); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.BaseURL+"?"+query.Encode(), bytes.NewReader(content))
	if err != nil {
		return nil, errAddress
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	status, answer, err := c.send(request, answerLimit)
	if err != nil {
		return nil, err
	}
	response, err := open(status, answer)
	if said, is := saidIn(err); is {
		said.text = strings.ReplaceAll(c.redact.Replace(said.text), cmp.Or(token, "…"), "…")
	}
	return response, err
}

// refusal is what the vendor answers instead of a response. Its text is the vendor's, and may repeat a title (S6).
type refusal struct{ code, subCode, text string }

func (r *refusal) Error() string    { return r.Loggable() + " " + r.text }
func (r *refusal) Loggable() string { return "Baiwang answered " + loggable.Code(r.code) }

// The codes that are known without configuration.
const (
	codeTokenMissing = "100001"
	codeTokenEnded   = "100002"
	codeFormState    = "70035" // the red-letter form stands where this is not possible
)

func (r *refusal) is(codes ...string) bool {
	return slices.Contains(codes, r.code) || slices.Contains(codes, r.subCode)
}

// saidIn finds what the vendor has said in an error.
func saidIn(err error) (said *refusal, is bool) {
	is = errors.As(err, &said)
	return said, is
}

// notOurs is what the vendor has said of who we are: it says nothing of what we asked.
func notOurs(err error) error {
	if said, is := saidIn(err); is {
		return loggable.Hide(errors.New(said.Error()), said.Loggable())
	}
	return err
}

var errAddress = errors.New("the address cannot be called")

// open reads the envelope of an answer.
func open(status int, content []byte) (json.RawMessage, error) {
	var parts struct{ Response, Model json.RawMessage } // the model is that of installations of one's own
	said, err := readRow(content)
	if err == nil {
		err = json.Unmarshal(content, &parts)
	}
	refused := said.row("errorResponse")
	switch {
	case status >= http.StatusInternalServerError:
		return nil, fmt.Errorf("Baiwang answered with HTTP status %d", status)
	case err == nil && refused["code"]+refused["subCode"] != "":
		return nil, &refusal{refused["code"], refused["subCode"], strings.TrimSpace(refused["message"] + " " + refused["subMessage"])}
	case err != nil || said.texts["success"] != "true":
		return nil, fmt.Errorf("HTTP status %d: %w", status, errUnreadable)
	case parts.Response == nil:
		return parts.Model, nil
	default:
		return parts.Response, nil
	}
}

// neverElsewhere: whoever sends us elsewhere is not who has our contract, and does not get what we send (S7).
func neverElsewhere(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// send sends a request and reads the whole answer, up to a limit. The address holds the token, and is not in the error.
func (c *Client) send(request *http.Request, limit int64) (status int, content []byte, err error) {
	response, err := c.http.Do(request)
	if at := (*url.Error)(nil); errors.As(err, &at) {
		err = at.Err
	}
	if err != nil {
		return 0, nil, fmt.Errorf("Baiwang cannot be reached: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err = io.ReadAll(io.LimitReader(response.Body, limit+1))
	if err != nil {
		return 0, nil, fmt.Errorf("Baiwang's answer broke off: %w", err)
	}
	if int64(len(content)) > limit {
		return 0, nil, fmt.Errorf("Baiwang's answer is longer than %d bytes", limit)
	}
	return response.StatusCode, content, nil
}
