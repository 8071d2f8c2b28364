// Package sandboxtest runs a sandbox inside a test, with its own data and its own ports, and asks it over HTTP as
// anybody would.
package sandboxtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/courier"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/mailbox"
	"kaipiao/sandbox/subscriber"
	"kaipiao/sandbox/taxbureau"
	"kaipiao/sandbox/world"
	"kaipiao/typeface"
)

// Secret signs the courier's pushes of every sandbox made here.
const Secret = "the courier's secret in tests" //nolint:gosec // secret to nobody

// How fast the world of a test is.
const (
	IssueDelay = 30 * time.Millisecond
	ParcelStep = 30 * time.Millisecond
	// ConfirmWithin is longer than any test: a buyer that says nothing lets a form wait, unless the test chooses less.
	ConfirmWithin = 72 * time.Hour
)

// fontPath is where make puts the font, below the root of the module.
const fontPath = "node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"

// Sandbox is a running sandbox.
type Sandbox struct {
	// URL is the root of its HTTP calls, SMTPAddr where it takes mail.
	URL      string
	SMTPAddr string
	stop     func()
}

// Start runs a sandbox until the test ends, with the world of a directory; an empty one is a new world. What a test wants
// otherwise, such as another clock, it changes in the configuration.
func Start(t testing.TB, directory string, changes ...func(*world.Config)) *Sandbox {
	t.Helper()
	if directory == "" {
		directory = t.TempDir()
	}
	config := world.Config{
		Directory: directory, Typeface: Typeface(t), CourierSecret: []byte(Secret),
		IssueDelay: IssueDelay, ConfirmWithin: ConfirmWithin, ParcelStep: ParcelStep, Now: time.Now,
	}
	for _, change := range changes {
		change(&config)
	}
	outside, err := world.Open(config)
	require.NoError(t, err)
	web, mail := listen(t), listen(t)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- outside.Run(ctx, web, mail) }()
	stop := sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-ended)
		require.NoError(t, outside.Close())
	})
	t.Cleanup(stop)
	return &Sandbox{URL: "http://" + web.Addr().String(), SMTPAddr: mail.Addr().String(), stop: stop}
}

// Stop ends the sandbox before the test does, so that another can be started on its directory.
func (s *Sandbox) Stop() { s.stop() }

func listen(t testing.TB) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return listener
}

var loadTypeface = sync.OnceValues(func() (*typeface.Typeface, error) {
	path, err := FontPath()
	if err != nil {
		return nil, err
	}
	return typeface.Load(path)
})

// Typeface is the font, loaded once for all tests of a package.
func Typeface(t testing.TB) *typeface.Typeface {
	t.Helper()
	font, err := loadTypeface()
	require.NoError(t, err, "the font of the invoices cannot be had: run make deps")
	return font
}

// FontPath finds the font: KAIPIAO_FONT, or where make puts it below the root of the module.
func FontPath() (string, error) {
	if path := os.Getenv("KAIPIAO_FONT"); path != "" {
		return path, nil
	}
	directory, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		path := filepath.Join(directory, filepath.FromSlash(fontPath))
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return path, err
		}
		if parent := filepath.Dir(directory); parent != directory {
			directory = parent
			continue
		}
		return "", errors.New("no " + fontPath + " in any folder above: run make deps")
	}
}

// Order orders a fault.
func (s *Sandbox) Order(t testing.TB, fault faults.Fault) {
	t.Helper()
	body, err := json.Marshal(fault)
	require.NoError(t, err)
	response, err := http.Post(s.URL+"/faults", "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusCreated, response.StatusCode)
}

// ClearFaults deletes every fault.
func (s *Sandbox) ClearFaults(t testing.TB) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, s.URL+"/faults", http.NoBody)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusNoContent, response.StatusCode)
}

// OrderBuyer tells the buyer of a document what to do, and returns what it does from then on.
func (s *Sandbox) OrderBuyer(t testing.TB, number string, order taxbureau.BuyerOrder) taxbureau.Buyer {
	t.Helper()
	body, err := json.Marshal(order)
	require.NoError(t, err)
	response, err := http.Post(s.URL+"/buyers/"+number, "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	require.Equal(t, http.StatusOK, response.StatusCode)
	var answer struct {
		Result taxbureau.Buyer `json:"result"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	return answer.Result
}

// Elsewhere has somebody else do something at the bureau: make one of "reds", "voids" or "red-forms".
func (s *Sandbox) Elsewhere(t testing.TB, what string, deed taxbureau.Deed) (done taxbureau.Done) {
	t.Helper()
	body, err := json.Marshal(deed)
	require.NoError(t, err)
	response, err := http.Post(s.URL+"/bureau/"+what, "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	require.Equal(t, http.StatusCreated, response.StatusCode)
	require.NoError(t, json.NewDecoder(response.Body).Decode(&done))
	return done
}

// Issued lists the legal documents.
func (s *Sandbox) Issued(t testing.TB) []taxbureau.LegalDocument {
	t.Helper()
	return list[taxbureau.LegalDocument](t, s.URL+"/issued")
}

// Messages lists what its subscriber was told.
func (s *Sandbox) Messages(t testing.TB) []subscriber.Message {
	t.Helper()
	return list[subscriber.Message](t, s.URL+"/webhooks")
}

// Mails lists the mails.
func (s *Sandbox) Mails(t testing.TB) []mailbox.Mail {
	t.Helper()
	return list[mailbox.Mail](t, s.URL+"/mails")
}

// Parcels lists the parcels.
func (s *Sandbox) Parcels(t testing.TB) []courier.Parcel {
	t.Helper()
	return list[courier.Parcel](t, s.URL+"/parcels")
}

func list[T any](t testing.TB, url string) []T {
	t.Helper()
	response, err := http.Get(url) //nolint:gosec // the sandbox's own address
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	require.Equal(t, http.StatusOK, response.StatusCode)
	var answer struct {
		Items []T `json:"items"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	require.NotNil(t, answer.Items, "a list is never null")
	return answer.Items
}
