package sim

import (
	"fmt"
	"net/http"
	"strings"
)

// refusal is an error that a caller is told, in the shape of the service.
type refusal struct {
	status  int
	code    string
	message string
}

func (r *refusal) Error() string { return r.code + ": " + r.message }

// refuse returns a refusal with HTTP status 400, which EC2 uses for nearly
// everything.
func refuse(code, format string, args ...any) error {
	return refuseWith(http.StatusBadRequest, code, format, args...)
}

func refuseWith(status int, code, format string, args ...any) error {
	return &refusal{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

func errMissing(param string) error {
	return refuse("MissingParameter", "The request must contain the parameter %s", lowerFirst(param))
}

func errValue(param, value string) error {
	return refuse("InvalidParameterValue", "Value (%s) for parameter %s is invalid.", value, lowerFirst(param))
}

func errCIDR(param, value string) error {
	return refuse("InvalidParameterValue", "Value (%s) for parameter %s is invalid. This is not a valid CIDR block.", value, lowerFirst(param))
}

func errNetworks(table, gateway string) error {
	return refuse("InvalidParameterValue", "route table %s and network gateway %s belong to different networks", table, gateway)
}

// lowerFirst turns the name of a parameter into the form that EC2 uses in its
// messages.
func lowerFirst(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}

// clip shortens what a stranger sent to a length that is fit for a message.
func clip(s string) string {
	const limit = 256
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "") + "…"
}
