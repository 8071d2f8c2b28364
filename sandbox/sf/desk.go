// Package sf is SF Express (顺丰) in the simulated world: its open platform with the parcels of the courier's depot behind it. What its answers
// look like, what it checks and how it pushes is as on the real one; see courier/sf for who calls it.
package sf

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"kaipiao/sandbox/courier"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
	"kaipiao/typeface"
)

// The contract of every sandbox. It is invented, and opens nothing else.
const (
	PartnerID   = "KPSANDBOX"
	CheckWord   = "the-check-word-of-every-sandbox"
	MonthlyCard = "7551234567"
	// Path is where the platform is called.
	Path = "/sf/std/service"
)

// Config is how the platform behaves.
type Config struct {
	// PartnerID, CheckWord and MonthlyCard are the contract; empty ones are the sandbox's own.
	PartnerID   string
	CheckWord   string
	MonthlyCard string
	// PushURL is where routes are pushed; empty for nowhere.
	PushURL string
	// RepeatedReturnsFirst answers an order that comes again with its first waybill instead of 8016: one of SF's documents says so.
	RepeatedReturnsFirst bool
}

// Desk serves the platform.
type Desk struct {
	config    Config
	store     *store.Store
	depot     *courier.Depot
	messenger *courier.Messenger
	faults    *faults.Book
	font      *typeface.Typeface
	now       func() time.Time

	mu       sync.Mutex
	requests map[string]time.Time
}

// Parts are what the platform stands on.
type Parts struct {
	Store     *store.Store
	Depot     *courier.Depot
	Messenger *courier.Messenger
	Faults    *faults.Book
	Typeface  *typeface.Typeface
	Now       func() time.Time
}

// NewDesk makes the platform.
func NewDesk(config Config, parts Parts) *Desk {
	for _, field := range []struct {
		value *string
		usual string
	}{{&config.PartnerID, PartnerID}, {&config.CheckWord, CheckWord}, {&config.MonthlyCard, MonthlyCard}} {
		if *field.value == "" {
			*field.value = field.usual
		}
	}
	return &Desk{
		config: config, store: parts.Store, depot: parts.Depot, messenger: parts.Messenger, faults: parts.Faults, font: parts.Typeface, now: parts.Now,
		requests: map[string]time.Time{},
	}
}

// Register adds the calls.
func (d *Desk) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST "+Path, d.serve)
	mux.HandleFunc("GET /sf/files/{waybill}", d.file)
	mux.HandleFunc("POST /sf/orders/{order}/filter", d.filter)
}

// serve answers one call of the platform, always with HTTP status 200.
func (d *Desk) serve(w http.ResponseWriter, r *http.Request) {
	call, refused := d.read(w, r)
	if refused != "" {
		platform(refused).Write(w)
		return
	}
	switch call.service {
	case "EXP_RECE_CREATE_ORDER":
		d.create(w, r, call.message)
	case "EXP_RECE_SEARCH_ORDER_RESP":
		d.search(call.message).Write(w)
	case "EXP_RECE_UPDATE_ORDER":
		d.update(call.message).Write(w)
	case "EXP_RECE_SEARCH_ROUTES":
		d.routes(call.message).Write(w)
	case "COM_RECE_CLOUD_PRINT_WAYBILLS":
		d.print(r, call.message).Write(w)
	default:
		platform("A1004").Write(w)
	}
}

// filter is how a person at SF decides about an order that is looked at by hand: {"result": "2"} or {"result": "3"}.
func (d *Desk) filter(w http.ResponseWriter, r *http.Request) {
	var decided struct {
		Result string `json:"result"`
	}
	err := jsonhttp.Read(w, r, &decided)
	if err == nil && decided.Result != served && decided.Result != notServed {
		err = fmt.Errorf("result is %q; it is 2 or 3", decided.Result)
	}
	if err != nil {
		jsonhttp.Refused(err).Write(w)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	order, found, err := d.find(r.PathValue("order"))
	if err == nil && found && order.Filter == byHand {
		order.Filter = decided.Result
		err = d.take(&order, false)
	}
	switch {
	case err != nil:
		jsonhttp.Failed(err).Write(w)
	case !found:
		jsonhttp.Problem(http.StatusNotFound, "There is no such order.").Write(w)
	default:
		jsonhttp.JSON(http.StatusOK, order).Write(w)
	}
}
