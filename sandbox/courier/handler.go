package courier

import (
	"net/http"

	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
)

// Counter serves the courier's calls.
type Counter struct {
	depot     *Depot
	messenger *Messenger
	faults    *faults.Book
}

// NewCounter serves a depot under the standing faults.
func NewCounter(depot *Depot, messenger *Messenger, book *faults.Book) *Counter {
	return &Counter{depot: depot, messenger: messenger, faults: book}
}

// Register adds the calls.
func (c *Counter) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /courier/v1/orders", c.order)
	mux.HandleFunc("POST /parcels/{reference}/return", c.giveBack)
	mux.HandleFunc("GET /parcels", c.parcels)
}

// taken is the answer to an order.
type taken struct {
	Reference      string `json:"reference"`
	Company        string `json:"company"`
	TrackingNumber string `json:"tracking_number"`
}

func (c *Counter) order(w http.ResponseWriter, r *http.Request) {
	var order Order
	if err := jsonhttp.Read(w, r, &order); err != nil {
		jsonhttp.Refused(err).Write(w)
		return
	}
	if err := order.check(); err != nil {
		jsonhttp.Refused(err).Write(w)
		return
	}
	c.faults.Serve(w, r, faults.Ship, order.Reference, func(mode faults.Mode) jsonhttp.Answer {
		switch mode {
		case faults.Reject:
			return jsonhttp.Problem(http.StatusUnprocessableEntity, "该地区暂不支持派送：the courier does not go to this address.")
		case faults.QuotaExhausted:
			return jsonhttp.Problem(http.StatusTooManyRequests, "电子面单余额不足：the account has no waybills left.")
		case faults.SessionExpired:
			return jsonhttp.Problem(http.StatusUnauthorized, "授权已过期：the account has to be authorised anew.")
		default: // the parcel is taken
		}
		parcel, isNew, err := c.depot.Take(order, mode == faults.Pending)
		if err != nil {
			return jsonhttp.Failed(err)
		}
		if isNew {
			c.messenger.Follow(parcel)
		}
		return jsonhttp.JSON(http.StatusOK, taken{parcel.Reference, parcel.Company, parcel.TrackingNumber})
	})
}

func (c *Counter) giveBack(w http.ResponseWriter, r *http.Request) {
	parcel, found, err := c.depot.Return(r.PathValue("reference"))
	switch {
	case err != nil:
		jsonhttp.Failed(err).Write(w)
	case !found:
		jsonhttp.Problem(http.StatusNotFound, "There is no parcel with this reference.").Write(w)
	case parcel.status(c.depot.now()) != Returned:
		jsonhttp.Problem(http.StatusConflict, "The parcel has been signed for; it is not returned.").Write(w)
	default:
		c.messenger.Follow(parcel)
		jsonhttp.JSON(http.StatusOK, c.shown(parcel)).Write(w)
	}
}

// shownParcel is a parcel with where it is now.
type shownParcel struct {
	Parcel
	Status Status `json:"status"`
}

func (c *Counter) shown(parcel Parcel) shownParcel {
	return shownParcel{Parcel: parcel, Status: parcel.status(c.depot.now())}
}

func (c *Counter) parcels(w http.ResponseWriter, _ *http.Request) {
	parcels, err := c.depot.All()
	if err != nil {
		jsonhttp.Failed(err).Write(w)
		return
	}
	items := make([]shownParcel, len(parcels))
	for i, parcel := range parcels {
		items[i] = c.shown(parcel)
	}
	jsonhttp.Items(items).Write(w)
}
