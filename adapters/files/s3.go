package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/logging"
	gcaws "gocloud.dev/aws"
	"gocloud.dev/blob"
	"gocloud.dev/blob/s3blob"
)

const (
	// patience is how long a store may say and take nothing.
	patience = 15 * time.Second
	// longest is how long a file that is in memory may take, all attempts together: shorter than a transaction may wait.
	longest = 45 * time.Second
	// signingRegion is what stores are told that have no regions.
	signingRegion = "us-east-1"
)

// openS3 opens a bucket, and tries whether it keeps the one promise that is not every store's: not to overwrite.
func openS3(ctx context.Context, place Place, address *url.URL) (*Store, error) {
	name, folder := address.Host, strings.Trim(address.Path, "/")
	if name == "" {
		return nil, fmt.Errorf("the files' URL names no bucket: %s", address)
	}
	client, err := dial(ctx, place, address.Query())
	if err != nil {
		return nil, fmt.Errorf("open the bucket %s: %w", name, err)
	}
	bucket, err := s3blob.OpenBucketV2(ctx, client, name, &s3blob.Options{RequestChecksumCalculation: client.Options().RequestChecksumCalculation})
	if err != nil {
		return nil, fmt.Errorf("open the bucket %s: %w", name, err)
	}
	kept := &objects{client: client, bucket: name, largest: largestAtOnce}
	if folder != "" {
		kept.folder = folder + "/"
		bucket = blob.PrefixedBucket(bucket, kept.folder)
	}
	store := &Store{bucket: bucket, there: kept.there, objects: kept, longest: longest}
	trying, end := store.bounded(ctx)
	defer end()
	if err := kept.tryOut(trying); err != nil {
		if refused(err) || errors.Is(err, errOverwrites) {
			return nil, errors.Join(fmt.Errorf("open the bucket %s: %w", name, err), bucket.Close())
		}
		slog.Warn("the file store does not answer; what needs it is tried again", "bucket", name, "error", err)
	}
	return store, nil
}

// dial prepares the way to a store. Credentials are found as the AWS SDK finds them; there have to be some.
func dial(ctx context.Context, place Place, q url.Values) (*s3.Client, error) {
	endpoint, err := endpointOf(q, place.Plaintext)
	if err != nil {
		return nil, err
	}
	pathStyle, err := strconv.ParseBool(cmp.Or(q.Get("use_path_style"), strconv.FormatBool(endpoint != "")))
	if err != nil {
		return nil, errors.New("use_path_style is true or false")
	}
	if endpoint != "" {
		// What AWS adds to every call, other stores do not all understand. The checksum of a file goes with it in any case.
		for _, name := range []string{"request_checksum_calculation", "response_checksum_validation"} {
			q.Set(name, cmp.Or(q.Get(name), "when_required"))
		}
	}
	q.Del("endpoint")
	q.Del("use_path_style")
	config, err := gcaws.V2ConfigFromURLParams(ctx, q)
	if err != nil {
		return nil, err
	}
	if config.Region == "" && endpoint == "" {
		return nil, errors.New("the region is missing: add ?region=… to the URL")
	}
	config.Region = cmp.Or(config.Region, signingRegion)
	config.Logger = logging.Nop{}
	config.HTTPClient = patientClient(cmp.Or(place.Patience, patience))
	if _, err := config.Credentials.Retrieve(ctx); err != nil {
		return nil, fmt.Errorf("nothing says who we are there, for example AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: %w", err)
	}
	return s3.NewFromConfig(config, func(o *s3.Options) {
		o.Retryer = retry.AddWithMaxBackoffDelay(o.Retryer, cmp.Or(place.Patience, patience)/10) // three attempts
		o.UsePathStyle = pathStyle
		if endpoint != "" {
			o.BaseEndpoint = aws.String(endpoint)
		}
	}), nil
}

// endpointOf is the address of a store that is not AWS; empty for AWS. Whoever could listen in between would read every invoice.
func endpointOf(q url.Values, plaintext bool) (string, error) {
	said := q.Get("endpoint")
	if said == "" {
		return "", nil
	}
	address, err := url.Parse(said)
	if err != nil || address.Host == "" || address.User != nil || (address.Scheme != "https" && address.Scheme != "http") {
		return "", errors.New("write the endpoint as https://host, or https://host:port")
	}
	if address.Scheme == "http" && !plaintext && !loopback(address.Hostname()) {
		return "", fmt.Errorf("the store at %s would be reached without TLS: write https, or say KAIPIAO_FILES_PLAINTEXT=on, where nobody else is on that network",
			address.Host)
	}
	return said, nil
}

func loopback(host string) bool {
	address := net.ParseIP(host)
	return host == "localhost" || (address != nil && address.IsLoopback())
}

// patientClient gives a connection up on which nothing has moved for a while, however long a file may take.
func patientClient(patience time.Duration) *awshttp.BuildableClient {
	dialer := &net.Dialer{Timeout: patience}
	return awshttp.NewBuildableClient().WithTransportOptions(func(transport *http.Transport) {
		transport.IdleConnTimeout = patience / 2 // before it is taken for one that has died
		transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return &patientConn{conn, patience}, nil
		}
	})
}

// patientConn is a connection that fails when nothing has moved for a while, in either direction.
type patientConn struct {
	net.Conn
	patience time.Duration
}

// Read reads.
func (c *patientConn) Read(into []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.patience)); err != nil {
		return 0, err
	}
	return c.Conn.Read(into)
}

// Write writes.
func (c *patientConn) Write(content []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(c.patience)); err != nil {
		return 0, err
	}
	return c.Conn.Write(content)
}
