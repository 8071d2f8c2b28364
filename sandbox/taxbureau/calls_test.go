package taxbureau_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/money"
	"kaipiao/sandbox/sandboxtest"
	"kaipiao/sandbox/taxbureau"
	"kaipiao/sandbox/world"
)

// clock is the time of a sandbox that moves only when it is told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(span time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(span)
}

func (c *clock) set(other *clock) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = other.now
}

// at starts a clock at a civil time in Shanghai.
func at(t *testing.T, civil string) *clock {
	t.Helper()
	now, err := time.ParseInLocation(time.DateTime, civil, time.FixedZone("Asia/Shanghai", 8*60*60))
	require.NoError(t, err)
	return &clock{now: now}
}

// bureau is a sandbox with a clock of its own.
type bureau struct {
	*sandboxtest.Sandbox
	clock *clock
}

func open(t *testing.T, directory string, clock *clock) bureau {
	t.Helper()
	return bureau{sandboxtest.Start(t, directory, func(config *world.Config) { config.Now = clock.read }), clock}
}

// works lets the bureau do what it does after its delay.
func (b bureau) works() { b.clock.pass(sandboxtest.IssueDelay) }

// said is the body of an answer with a result of a type.
type said[T any] struct {
	Code     taxbureau.Code
	Describe string
	Result   T
}

// call does one call; a nil body is none.
func call[T any](t *testing.T, method, url string, body any) (int, said[T]) {
	t.Helper()
	content := []byte{}
	if body != nil {
		var err error
		content, err = json.Marshal(body)
		require.NoError(t, err)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(string(content)))
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	var answered said[T]
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answered))
	return response.StatusCode, answered
}

// issue makes a blue document and returns its number.
func (b bureau) issue(t *testing.T, submission taxbureau.Submission) string {
	t.Helper()
	_, accepted := call[taxbureau.Result](t, http.MethodPost, b.URL+"/provider/v1/invoices", submission)
	require.Equal(t, taxbureau.OK, accepted.Code)
	b.works()
	_, found := call[taxbureau.Result](t, http.MethodGet, b.URL+"/provider/v1/invoices/"+submission.Serial, nil)
	require.Equal(t, taxbureau.Issued, found.Result.Status, found.Result.FailCause)
	return found.Result.Number
}

// requestRed enters a form.
func (b bureau) requestRed(t *testing.T, request taxbureau.RedRequest) taxbureau.Code {
	t.Helper()
	status, accepted := call[taxbureau.RedResult](t, http.MethodPost, b.URL+"/provider/v1/red-forms", request)
	require.Equal(t, http.StatusOK, status)
	return accepted.Code
}

// red asks what became of a form.
func (b bureau) red(t *testing.T, serial string) taxbureau.RedResult {
	t.Helper()
	_, found := call[taxbureau.RedResult](t, http.MethodGet, b.URL+"/provider/v1/red-forms/"+serial, nil)
	require.Equal(t, taxbureau.OK, found.Code)
	require.Equal(t, serial, found.Result.Serial)
	return found.Result
}

// withdraw takes a form back and returns where it stands then.
func (b bureau) withdraw(t *testing.T, serial string) taxbureau.RedResult {
	t.Helper()
	_, found := call[taxbureau.RedResult](t, http.MethodPost, b.URL+"/provider/v1/red-forms/"+serial+"/withdraw", nil)
	require.Equal(t, taxbureau.OK, found.Code)
	return found.Result
}

func (b bureau) usage(t *testing.T, number string) taxbureau.Usage {
	t.Helper()
	_, found := call[taxbureau.Usage](t, http.MethodGet, b.URL+"/provider/v1/usages/"+number, nil)
	require.Equal(t, taxbureau.OK, found.Code)
	require.Equal(t, number, found.Result.Number)
	return found.Result
}

func (b bureau) void(t *testing.T, number string) taxbureau.VoidResult {
	t.Helper()
	_, found := call[taxbureau.VoidResult](t, http.MethodPost, b.URL+"/provider/v1/voids", map[string]string{"number": number})
	require.Equal(t, taxbureau.OK, found.Code)
	return found.Result
}

// service is a request of one line at 6 %.
func service(serial, net, tax, gross string) taxbureau.Submission {
	request := submission(serial)
	request.Lines = request.Lines[:1]
	request.Net, request.Tax, request.Gross = money.MustParse(net), money.MustParse(tax), money.MustParse(gross)
	request.Lines[0].Net, request.Lines[0].Tax, request.Lines[0].Gross = request.Net, request.Tax, request.Gross
	return request
}

// taking reverses amounts of the first line of a document.
func taking(serial, number, net, tax, gross string) taxbureau.RedRequest {
	line := taxbureau.RedLine{Line: 1, Net: money.MustParse(net), Tax: money.MustParse(tax), Gross: money.MustParse(gross)}
	return taxbureau.RedRequest{
		Serial: serial, Number: number, Reason: taxbureau.IssuedInError,
		Lines: []taxbureau.RedLine{line}, Net: line.Net, Tax: line.Tax, Gross: line.Gross,
	}
}

// whole reverses all of a document.
func whole(serial, number string, of taxbureau.Submission) taxbureau.RedRequest {
	request := taxbureau.RedRequest{
		Serial: serial, Number: number, Reason: taxbureau.SalesReturn,
		Net: of.Net.Neg(), Tax: of.Tax.Neg(), Gross: of.Gross.Neg(),
	}
	for _, line := range of.Lines {
		request.Lines = append(request.Lines, taxbureau.RedLine{
			Line: line.Line, Net: line.Net.Neg(), Tax: line.Tax.Neg(), Gross: line.Gross.Neg(),
		})
	}
	return request
}
