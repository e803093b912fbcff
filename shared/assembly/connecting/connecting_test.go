package connecting_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/desk"
)

// Whatever a kind keeps its address in, it is one that this server may call, or it is
// refused before anybody is called, and is not repeated where it is a secret.
func TestFits_OnlyAddressesThatMayBeCalled(t *testing.T) {
	const secret = "s3cr3t"
	with := map[desk.CRMKind]func(host string) desk.Connection{
		desk.CRMBitrix24: func(host string) desk.Connection {
			return desk.Connection{Secrets: map[string]string{"webhook": host + "/rest/1/" + secret + "/"}}
		},
	}
	for kind, of := range with {
		for host, fits := range map[string]bool{
			"https://company.bitrix24.com": true, "https://127.0.0.1": false, "https://[::1]": false, "https://169.254.169.254": false,
			"http://company.bitrix24.com": false, "http://127.0.0.1:8081": false, "ftp://company.bitrix24.com": false, "https://10.0.0.1:8443": false,
		} {
			c := of(host)
			c.ID, c.Kind = "crm", kind
			err := connecting.NewKinds(nil, 1, time.Now).Fits(c)
			if fits != (err == nil) || err != nil && (!errors.Is(err, desk.ErrInvalid) || strings.Contains(err.Error(), secret)) {
				t.Errorf("%s at %s: %v", kind, host, err)
			}
		}
		if err := connecting.NewKinds([]string{"127.0.0.1:8081"}, 1, time.Now).Fits(func() desk.Connection {
			c := of("http://127.0.0.1:8081")
			c.ID, c.Kind = "crm", kind
			return c
		}()); err != nil {
			t.Errorf("%s at a host that was allowed: %v", kind, err)
		}
	}
}
