package outside

import (
	"time"

	"kaipiao/courier"
	"kaipiao/courier/clients"
	"kaipiao/settings"
)

// Courier is the courier that the settings name. A call ends within a time; 0 is the client's own.
func Courier(s settings.Settings, within time.Duration) (courier.Client, error) { //nolint:ireturn // a port
	return clients.New(clients.Config{
		Name: s.Courier, File: s.CourierFile, BaseURL: s.CourierURL, EventsURL: s.CourierEventsURL, Timeout: within, Now: time.Now,
	})
}
