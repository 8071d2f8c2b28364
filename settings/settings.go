// Package settings reads what the processes are told by their environment: where things are, never what the rules are
// (that is the policy).
package settings

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// Settings is where one process finds the others.
type Settings struct {
	// RunDir is where a stack keeps its data.
	RunDir string `env:"KAIPIAO_RUN_DIR" envDefault:".run"`
	// HTTPAddr is where the API is served.
	HTTPAddr string `env:"KAIPIAO_HTTP_ADDR" envDefault:"127.0.0.1:8080"`
	// PublicURL is where customers reach the API, for the links in mails; by default its own address.
	PublicURL string `env:"KAIPIAO_PUBLIC_URL"`
	// TemporalAddr is Temporal's frontend. Where it is not the stack's own, and this is empty, Temporal's own variables
	// (TEMPORAL_ADDRESS, …) and profile file say where it is, and always how it is reached: TLS, certificates, API key.
	TemporalAddr string `env:"KAIPIAO_TEMPORAL_ADDR"`
	// TemporalNamespace is where our workflows run; empty as TemporalAddr.
	TemporalNamespace string `env:"KAIPIAO_TEMPORAL_NAMESPACE"`
	// TemporalEmbedded: the stack starts its own server on this machine.
	TemporalEmbedded bool `env:"KAIPIAO_TEMPORAL_EMBEDDED" envDefault:"true"`
	// TemporalCallers: services apply through Temporal itself, by the workflow Apply and by Nexus operations. With "on", whoever may start
	// workflows in our namespace, or call our endpoint, is trusted as an upstream service; with "encrypted", only who holds a key of TemporalKeys.
	TemporalCallers Callers `env:"KAIPIAO_TEMPORAL_CALLERS" envDefault:"off"`
	// TemporalKeys is the file of the keys with which everything is encrypted that Temporal keeps; by default temporal-keys in RunDir.
	TemporalKeys string `env:"KAIPIAO_TEMPORAL_KEYS"`
	// TemporalPlaintext: Temporal is on another machine, and the network in between is trusted, so that it is spoken to without TLS.
	TemporalPlaintext Switch `env:"KAIPIAO_TEMPORAL_PLAINTEXT" envDefault:"off"`
	// Deployment is the name under which the workers have versions at Temporal; empty: they have none, and any worker goes on with any run. BuildID
	// is what this worker's version is called; empty for the version that the build says.
	Deployment string `env:"KAIPIAO_DEPLOYMENT"`
	BuildID    string `env:"KAIPIAO_BUILD_ID"`
	// CodecAddr is where people's tools have payloads decrypted: the Web UI, the temporal CLI; empty or "off" for nowhere. CodecOrigins are the
	// Web UI's addresses as browsers see them (http://host:port, separated by commas); by default that of TemporalUIAddr.
	CodecAddr    string   `env:"KAIPIAO_CODEC_ADDR"`
	CodecOrigins []string `env:"KAIPIAO_CODEC_ORIGINS"`
	// TemporalUIAddr is Temporal's Web UI, for links.
	TemporalUIAddr string `env:"KAIPIAO_TEMPORAL_UI_ADDR" envDefault:"127.0.0.1:8233"`
	// SandboxAddr is where the outside world is simulated.
	SandboxAddr string `env:"KAIPIAO_SANDBOX_ADDR" envDefault:"127.0.0.1:8090"`
	// Provider is the kind of the only tax provider, a row of provider/clients.
	Provider string `env:"KAIPIAO_PROVIDER" envDefault:"aggregator"`
	// Providers is the file of the tax providers, where there are several or they need credentials; Provider and ProviderURL are not looked at then.
	Providers string `env:"KAIPIAO_PROVIDERS"`
	// Courier is the name of the courier, a row of courier/clients; CourierFile is the file with the contract, where it needs one.
	Courier     string `env:"KAIPIAO_COURIER" envDefault:"carrier"`
	CourierFile string `env:"KAIPIAO_COURIER_FILE"`
	// ProviderURL and CourierURL are the tax provider and the courier; by default those of the sandbox.
	ProviderURL string `env:"KAIPIAO_PROVIDER_URL"`
	CourierURL  string `env:"KAIPIAO_COURIER_URL"`
	// SMTPAddr takes our mails, which come from MailFrom.
	SMTPAddr string `env:"KAIPIAO_SMTP_ADDR" envDefault:"127.0.0.1:2525"`
	MailFrom string `env:"KAIPIAO_MAIL_FROM" envDefault:"Kaipiao 开票 <invoices@kaipiao.example>"`
	// SMTPTLS is starttls, implicit or none; empty is starttls, and none within this machine. SMTPCA is a file with the certificates of who
	// vouches for the mail server, SMTPUser who we are there, and SMTPPasswordFile the file with the password.
	SMTPTLS          string `env:"KAIPIAO_SMTP_TLS"`
	SMTPCA           string `env:"KAIPIAO_SMTP_CA"`
	SMTPUser         string `env:"KAIPIAO_SMTP_USER"`
	SMTPPasswordFile string `env:"KAIPIAO_SMTP_PASSWORD_FILE"`
	// OperatorsMail is the address of those who see to operator tasks; "-" for nobody.
	OperatorsMail string `env:"KAIPIAO_OPERATORS_MAIL" envDefault:"operators@kaipiao.example"`
	// RunsInMemory is how many runs a worker keeps in memory at most; another one's history is read again when it goes on.
	RunsInMemory int `env:"KAIPIAO_RUNS_IN_MEMORY" envDefault:"2000"`
	// ProviderPerSecond is how many calls a second the tax provider allows, over all workers.
	ProviderPerSecond float64 `env:"KAIPIAO_PROVIDER_PER_SECOND" envDefault:"50"`
	// CourierEventsURL is where the courier pushes what happens to parcels; by default our API on its own address.
	CourierEventsURL string `env:"KAIPIAO_COURIER_EVENTS_URL"`
	// ProviderEventsURL is where the tax provider calls back; by default our API on its own address.
	ProviderEventsURL string `env:"KAIPIAO_PROVIDER_EVENTS_URL"`
	// WebhookTargets says which endpoints may be subscribed: development, public or any; empty is public. The embedded stack says development.
	WebhookTargets string `env:"KAIPIAO_WEBHOOK_TARGETS"`
	// DatabaseURL is the register's Postgres, with the role of the program that is told. The stack tells the worker another one, and commands that
	// only read may have a reader's.
	DatabaseURL       string `env:"KAIPIAO_DATABASE_URL"`
	DatabaseWorkerURL string `env:"KAIPIAO_DATABASE_WORKER_URL"`
	DatabaseReaderURL string `env:"KAIPIAO_DATABASE_READER_URL"`
	// DatabaseOwnerURL is the same with the role that owns it, for migrations, backups and restores alone.
	DatabaseOwnerURL string `env:"KAIPIAO_DATABASE_OWNER_URL"`
	// DatabaseReplicaURL is a copy that follows the register's Postgres, in which `starter serve` reads lists; empty for none.
	DatabaseReplicaURL string `env:"KAIPIAO_DATABASE_REPLICA_URL"`
	// DatabasePlaintext: the database may be reached without TLS on another machine, because nobody else is on the network in between.
	DatabasePlaintext Switch `env:"KAIPIAO_DATABASE_PLAINTEXT" envDefault:"off"`
	// Policy is the policy file; empty for the defaults.
	Policy string `env:"KAIPIAO_POLICY"`
	// FilesDir is where the files of invoices are kept; by default the folder files of RunDir. FilesURL is another place for them: a folder, or a
	// bucket of a store that speaks S3. FilesPlaintext: such a store may be reached without TLS on another machine.
	FilesDir       string `env:"KAIPIAO_FILES_DIR"`
	FilesURL       string `env:"KAIPIAO_FILES_URL"`
	FilesPlaintext Switch `env:"KAIPIAO_FILES_PLAINTEXT" envDefault:"off"`
	// Issuers is the file of the OpenID Connect issuers whose tokens are trusted.
	Issuers string `env:"KAIPIAO_ISSUERS"`
	// ConsoleIdle is after how long without being used somebody is signed out of the pages, ConsoleLongest after how long in any case.
	ConsoleIdle    time.Duration `env:"KAIPIAO_CONSOLE_IDLE" envDefault:"30m"`
	ConsoleLongest time.Duration `env:"KAIPIAO_CONSOLE_LONGEST" envDefault:"8h"`
	// SigninAddr is where the embedded stack's own OpenID Connect provider is served.
	SigninAddr string `env:"KAIPIAO_SIGNIN_ADDR" envDefault:"127.0.0.1:8095"`
	// Token is what `starter import` shows; where it is empty, the embedded stack's local issuer makes one.
	Token string `env:"KAIPIAO_TOKEN"`
	// TokenSecret is the only key of the embedded stack's local issuer, instead of those in the file TokenKeys.
	TokenSecret string `env:"KAIPIAO_TOKEN_SECRET"`
	// InStack: an embedded stack runs in RunDir, or has been, and this process is one of it or beside it. No variable says so, only the file that a
	// running stack writes: what is for the embedded stack alone cannot be switched on elsewhere.
	InStack bool
	// CourierSecret signs the courier's pushes, ProviderSecret the tax provider's; by default the files courier-secret and provider-secret of RunDir.
	CourierSecret  string `env:"KAIPIAO_COURIER_SECRET"`
	ProviderSecret string `env:"KAIPIAO_PROVIDER_SECRET"`
	// CallbackTimes says whether callbacks have to say when they were sent, signed along with what they say.
	CallbackTimes Demand `env:"KAIPIAO_CALLBACK_TIMES" envDefault:"optional"`
	// MetricsAddr is where a process serves its figures and profiles; empty for its own default, "off" for nowhere.
	MetricsAddr string `env:"KAIPIAO_METRICS_ADDR"`
	// Limits is the file that says how often and how much callers may call; empty for the defaults.
	Limits string `env:"KAIPIAO_LIMITS"`
	// Log is the format of the log on the standard error: text or json.
	Log LogFormat `env:"KAIPIAO_LOG" envDefault:"text"`
	// Font is the TrueType font of everything that is printed: the API's documents, and the sandbox's.
	Font string `env:"KAIPIAO_FONT" envDefault:"node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"`
}

// Switch is on or off.
type Switch bool

// UnmarshalText reads "on" and "off", and nothing else.
func (s *Switch) UnmarshalText(text []byte) error {
	switch string(text) {
	case "on", "off":
		*s = string(text) == "on"
		return nil
	default:
		return fmt.Errorf("write on or off, not %q", text)
	}
}

// String is on or off.
func (s Switch) String() string {
	if s {
		return "on"
	}
	return "off"
}

// Callers says which services may apply through Temporal.
type Callers string

// None, all, or those that encrypt what they send.
const (
	CallersOff       Callers = "off"
	CallersOn        Callers = "on"
	CallersEncrypted Callers = "encrypted"
)

// UnmarshalText reads these three words, and nothing else.
func (c *Callers) UnmarshalText(text []byte) error {
	switch read := Callers(text); read {
	case CallersOff, CallersOn, CallersEncrypted:
		*c = read
		return nil
	default:
		return fmt.Errorf("write on, encrypted or off, not %q", text)
	}
}

// Some reports whether there are any.
func (c Callers) Some() bool { return c == CallersOn || c == CallersEncrypted }

// Demand is optional or required.
type Demand string

// The demands.
const (
	Optional Demand = "optional"
	Required Demand = "required"
)

// UnmarshalText reads "optional" and "required", and nothing else.
func (d *Demand) UnmarshalText(text []byte) error {
	if *d = Demand(text); *d != Optional && *d != Required {
		return fmt.Errorf("write optional or required, not %q", text)
	}
	return nil
}

// StackFile is the file in the run directory in which a running stack says where its parts are.
const StackFile = "stack.env"

// Load reads the environment. What it does not say is taken from the running stack's file, then from the defaults, so
// that a command in a second terminal needs no environment at all.
func Load() (Settings, error) {
	return load(env.ToMap(os.Environ()))
}

func load(environment map[string]string) (Settings, error) {
	runDir := environment["KAIPIAO_RUN_DIR"]
	if runDir == "" {
		runDir = ".run"
	}
	merged, err := readStackFile(filepath.Join(runDir, StackFile))
	if err != nil {
		return Settings{}, err
	}
	inStack := len(merged) > 0
	for name, value := range environment {
		if value != "" {
			merged[name] = value
		}
	}
	s := Settings{InStack: inStack}
	if err := env.ParseWithOptions(&s, env.Options{Environment: merged}); err != nil {
		return Settings{}, fmt.Errorf("read the settings: %w", err)
	}
	return s.complete()
}

// errVersionName: Temporal writes deployment and build as one text, deployment:build.
var errVersionName = errors.New("KAIPIAO_DEPLOYMENT is a word without dots, colons, slashes and blanks, KAIPIAO_BUILD_ID one without colons and blanks")

// errRunsInMemory: without any, each step of each run would read its whole history.
var errRunsInMemory = errors.New("KAIPIAO_RUNS_IN_MEMORY is at least 1")

// complete fills in what follows from other settings.
func (s Settings) complete() (Settings, error) {
	if s.RunsInMemory < 1 {
		return s, errRunsInMemory
	}
	if s.OperatorsMail == "-" {
		s.OperatorsMail = ""
	}
	if s.TemporalEmbedded {
		s.TemporalAddr = cmp.Or(s.TemporalAddr, "127.0.0.1:7233")
		s.TemporalNamespace = cmp.Or(s.TemporalNamespace, "default")
	}
	if strings.ContainsAny(s.Deployment, ".:/ ") || strings.ContainsAny(s.BuildID, ": ") {
		return s, errVersionName
	}
	if s.TemporalKeys == "" {
		s.TemporalKeys = filepath.Join(s.RunDir, "temporal-keys")
	}
	if s.CodecAddr == "off" {
		s.CodecAddr = ""
	}
	if len(s.CodecOrigins) == 0 {
		s.CodecOrigins = []string{"http://" + s.TemporalUIAddr}
	}
	if s.FilesDir == "" {
		s.FilesDir = filepath.Join(s.RunDir, "files")
	}
	if s.ProviderURL == "" {
		s.ProviderURL = "http://" + s.SandboxAddr + "/provider"
	}
	if s.CourierURL == "" {
		s.CourierURL = "http://" + s.SandboxAddr + "/courier"
	}
	if s.PublicURL == "" {
		s.PublicURL = "http://" + s.HTTPAddr
	}
	if s.CourierEventsURL == "" {
		s.CourierEventsURL = "http://" + s.HTTPAddr + "/v1/courier/events"
	}
	if s.ProviderEventsURL == "" {
		s.ProviderEventsURL = "http://" + s.HTTPAddr + "/v1/provider/events"
	}
	for name, secret := range map[string]*string{"courier-secret": &s.CourierSecret, "provider-secret": &s.ProviderSecret} {
		if *secret != "" {
			continue
		}
		var err error
		if *secret, err = readSecret(filepath.Join(s.RunDir, name)); err != nil {
			return s, err
		}
	}
	return s, nil
}

// NuonuoURL is where Nuonuo calls back, behind the secret, because it signs nothing.
func (s Settings) NuonuoURL(secret string) string {
	return strings.TrimSuffix(s.ProviderEventsURL, "/events") + "/nuonuo/" + url.PathEscape(secret)
}

// SFPushURL is where SF Express pushes what happens to parcels: beside where other couriers do, behind the secret, because it signs nothing.
func (s Settings) SFPushURL(secret string) string {
	return strings.TrimSuffix(s.CourierEventsURL, "/events") + "/sf/" + url.PathEscape(secret)
}

// TokenKeys is the file with the keys of the embedded stack's local issuer.
func (s Settings) TokenKeys() string { return filepath.Join(s.RunDir, "token-keys") }

// SigninURL is the issuer that the embedded stack's own OpenID Connect provider is.
func (s Settings) SigninURL() string { return "http://" + s.SigninAddr }

// SigninDir is where that provider keeps its keys, and the secrets of its clients.
func (s Settings) SigninDir() string { return filepath.Join(s.RunDir, "signin") }

// SigninPeople is the file in which the embedded stack names the people who can sign in there.
func (s Settings) SigninPeople() string { return filepath.Join(s.SigninDir(), "people.json") }

// ProviderIsSandbox reports whether the tax provider is the sandbox, whose invoices are not valid.
func (s Settings) ProviderIsSandbox() bool {
	provider, err := url.Parse(s.ProviderURL)
	return err == nil && provider.Host == s.SandboxAddr
}

// WorkflowsURL is the page of Temporal's Web UI that lists our workflows.
func (s Settings) WorkflowsURL() string {
	return fmt.Sprintf("http://%s/namespaces/%s/workflows", s.TemporalUIAddr, url.PathEscape(cmp.Or(s.TemporalNamespace, "default")))
}

// WorkflowURL is the page of one of them.
func (s Settings) WorkflowURL(workflow string) string {
	return s.WorkflowsURL() + "/" + url.PathEscape(workflow)
}

// readSecret reads a secret's file; none is no error, because not every process needs it.
func readSecret(path string) (string, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read a secret: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}

// readStackFile reads KEY=VALUE lines; no file is no error.
func readStackFile(path string) (map[string]string, error) {
	values := map[string]string{}
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return values, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the running stack's addresses: %w", err)
	}
	for line := range strings.Lines(string(content)) {
		if name, value, found := strings.Cut(strings.TrimSpace(line), "="); found {
			values[name] = value
		}
	}
	return values, nil
}
