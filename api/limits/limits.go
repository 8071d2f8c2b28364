// Package limits holds how much one caller, and all of them together, may ask of a process at a time (S2, S3). What it counts it keeps in
// memory, so that each process counts for itself.
package limits

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"

	"go.yaml.in/yaml/v3"
)

// Limits are the figures. A figure that is 0 limits nothing.
type Limits struct {
	Callers     Callers     `yaml:"callers"`
	Calls       Calls       `yaml:"calls"`
	Connections Connections `yaml:"connections"`
}

// Callers are how often callers may call, by their role. Anonymous are those without a good token, and those who sign instead, by their
// addresses.
type Callers struct {
	Service   Allowance `yaml:"service"`
	Customer  Allowance `yaml:"customer"`
	Vendor    Allowance `yaml:"vendor"`
	Finance   Allowance `yaml:"finance"`
	Auditor   Allowance `yaml:"auditor"`
	Anonymous Allowance `yaml:"anonymous"`
}

// Allowance is what one caller may do: so many calls of each kind, and so many at once.
type Allowance struct {
	Read   Rate `yaml:"read"`
	Write  Rate `yaml:"write"`
	Upload Rate `yaml:"upload"`
	Heavy  Rate `yaml:"heavy"`
	// AtOnce is how many of its calls are answered at a time, UploadsAtOnce how many of those with a file.
	AtOnce        int `yaml:"at_once"`
	UploadsAtOnce int `yaml:"uploads_at_once"`
	// UploadMiBADay is how much it may hand in in a day, in MiB.
	UploadMiBADay int `yaml:"upload_mib_a_day"`
}

// Rate is how many calls a second, after as many at once as Burst says.
type Rate struct {
	PerSecond float64 `yaml:"per_second"`
	Burst     int     `yaml:"burst"`
}

// Calls bound what is answered at a time, whoever calls.
type Calls struct {
	AtOnce        int `yaml:"at_once"`
	UploadsAtOnce int `yaml:"uploads_at_once"`
}

// Connections bound how many are open.
type Connections struct {
	InAll        int `yaml:"in_all"`
	OfOneAddress int `yaml:"of_one_address"`
	// Proxies are who passes callers on to us: what they say of a caller's address is believed (X-Forwarded-For).
	Proxies []netip.Prefix `yaml:"proxies"`
}

// Default are the figures of who says nothing else: people and programs that do their work do not meet them.
func Default() Limits {
	people := Allowance{
		Read: Rate{100, 500}, Write: Rate{20, 200}, Upload: Rate{2, 20}, Heavy: Rate{2, 30}, AtOnce: 64, UploadsAtOnce: 4, UploadMiBADay: 2048,
	}
	staff := Allowance{
		Read: Rate{200, 1000}, Write: Rate{100, 500}, Upload: Rate{5, 50}, Heavy: Rate{10, 100}, AtOnce: 64, UploadsAtOnce: 4, UploadMiBADay: 8192,
	}
	return Limits{
		Callers: Callers{
			Service: Allowance{
				Read: Rate{5000, 10000}, Write: Rate{5000, 10000}, Upload: Rate{10, 100}, Heavy: Rate{500, 2000}, AtOnce: 256, UploadsAtOnce: 8,
			},
			Customer: people, Vendor: staff, Finance: staff, Auditor: staff,
			// Its writes are the callbacks of the courier and the tax provider.
			Anonymous: Allowance{Read: Rate{20, 200}, Write: Rate{500, 2000}, AtOnce: 64},
		},
		Calls:       Calls{AtOnce: 1024, UploadsAtOnce: 32},
		Connections: Connections{InAll: 4096, OfOneAddress: 1024},
	}
}

// Load reads the file at path over the defaults; an empty path gives the defaults. Unknown keys are refused, so that a typing error does not
// leave a limit as it was.
func Load(path string) (Limits, error) {
	l := Default()
	if path == "" {
		return l, nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return l, fmt.Errorf("read the file of limits: %w", err)
	}
	if l, err = Parse(content); err != nil {
		return l, fmt.Errorf("file of limits %s: %w", path, err)
	}
	return l, nil
}

// Parse reads YAML over the defaults.
func Parse(content []byte) (Limits, error) {
	l := Default()
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&l); err != nil && !errors.Is(err, io.EOF) {
		return l, err
	}
	return l, l.check()
}

func (l Limits) check() error {
	figures := map[string]int{
		"calls.at_once": l.Calls.AtOnce, "calls.uploads_at_once": l.Calls.UploadsAtOnce,
		"connections.in_all": l.Connections.InAll, "connections.of_one_address": l.Connections.OfOneAddress,
	}
	for name, a := range l.Callers.byName() {
		figures[name+".at_once"], figures[name+".uploads_at_once"], figures[name+".upload_mib_a_day"] = a.AtOnce, a.UploadsAtOnce, a.UploadMiBADay
		for kind, r := range map[Kind]Rate{Read: a.Read, Write: a.Write, Upload: a.Upload, Heavy: a.Heavy} {
			if r.PerSecond < 0 || r.Burst < 0 || (r.PerSecond > 0) != (r.Burst > 0) {
				return fmt.Errorf("%s.%s: per_second and burst are both positive, or both 0 for no limit", name, kind)
			}
		}
	}
	for name, figure := range figures {
		if figure < 0 {
			return fmt.Errorf("%s is negative; 0 is no limit", name)
		}
	}
	return nil
}

func (c Callers) byName() map[string]Allowance {
	return map[string]Allowance{
		"service": c.Service, "customer": c.Customer, "vendor": c.Vendor, "finance": c.Finance, "auditor": c.Auditor, "anonymous": c.Anonymous,
	}
}

// Of is the allowance of a role; a role that is none is nobody's.
func (c Callers) Of(role string) Allowance {
	if allowance, known := c.byName()[role]; known {
		return allowance
	}
	return c.Anonymous
}
