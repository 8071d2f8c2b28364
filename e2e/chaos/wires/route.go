package wires

import (
	"net"
	"net/url"
	"strings"
)

// Route gives a program of the stack the addresses of the proxies instead of those of the parts.
func (w *Wires) Route(program string, told map[string]string) error {
	// First the files, which say where the vendors are themselves.
	for _, c := range contracts(program) {
		if err := w.routeContract(program, c, told); err != nil {
			return err
		}
	}
	for _, r := range routes(program, told) {
		through, err := w.through(r.link, r.where)
		if err != nil {
			return err
		}
		told[r.variable] = through
	}
	return nil
}

// route is a variable, the link that it stands for, and where the link leads: an address or a URL.
type route struct{ variable, link, where string }

func routes(program string, told map[string]string) []route {
	sandbox, api := told["KAIPIAO_SANDBOX_ADDR"], "http://"+told["KAIPIAO_HTTP_ADDR"]
	switch program {
	case "worker":
		return []route{
			{"KAIPIAO_DATABASE_URL", WorkerPostgres, told["KAIPIAO_DATABASE_URL"]},
			{"KAIPIAO_TEMPORAL_ADDR", WorkerTemporal, told["KAIPIAO_TEMPORAL_ADDR"]},
			{"KAIPIAO_PROVIDER_URL", WorkerProvider, "http://" + sandbox + "/provider"},
			{"KAIPIAO_SANDBOX_ADDR", WorkerProvider, sandbox}, // so that the provider is the sandbox still
			{"KAIPIAO_COURIER_URL", WorkerCourier, "http://" + sandbox + "/courier"},
			{"KAIPIAO_SMTP_ADDR", WorkerMail, told["KAIPIAO_SMTP_ADDR"]},
			// The worker tells the courier where to report.
			{"KAIPIAO_COURIER_EVENTS_URL", CourierStarter, api + "/v1/courier/events"},
		}
	case "starter":
		return []route{
			{"KAIPIAO_DATABASE_URL", StarterPostgres, told["KAIPIAO_DATABASE_URL"]},
			{"KAIPIAO_TEMPORAL_ADDR", StarterTemporal, told["KAIPIAO_TEMPORAL_ADDR"]},
			{"KAIPIAO_PROVIDER_URL", StarterProvider, "http://" + sandbox + "/provider"},
			{"KAIPIAO_SANDBOX_ADDR", StarterProvider, sandbox},
		}
	case "sandbox":
		// SF Express is told beforehand where to report.
		return []route{{"KAIPIAO_COURIER_EVENTS_URL", CourierStarter, api + "/v1/courier/events"}}
	default:
		return nil
	}
}

func (w *Wires) through(link, where string) (string, error) {
	if !strings.Contains(where, "://") {
		return w.Between(link, where)
	}
	parsed, err := url.Parse(where)
	if err != nil {
		return "", err
	}
	if _, _, err := net.SplitHostPort(parsed.Host); err != nil {
		return "", err
	}
	parsed.Host, err = w.Between(link, parsed.Host)
	return parsed.String(), err
}
