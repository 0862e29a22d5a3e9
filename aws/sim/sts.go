package sim

import "net/http"

func (k *call) getCallerIdentity() error {
	if err := k.authorize(); err != nil {
		return err
	}
	k.out.text("Arn", k.who.arn)
	k.out.text("UserId", k.who.userID)
	k.out.text("Account", k.who.account)
	return nil
}

// decodeAuthorizationMessage tells what is in the message of a denial.
func (k *call) decodeAuthorizationMessage() error {
	message := k.in.text("EncodedMessage")
	if err := k.authorize(); err != nil {
		return err
	}
	a := attempt{"sts:DecodeAuthorizationMessage", "*", k.keys("*")}
	if reason := k.who.refusalReason(a); reason != "" {
		return refuseWith(http.StatusForbidden, "AccessDenied", "User: %s is not authorized to perform: %s %s", k.who.arn, a.action, reason)
	}
	if message == "" || len(message) > 10240 {
		return errConstraint(message, "encodedMessage", "Member must have length between 1 and 10240")
	}
	plain, ok := decodeDenial(message)
	if !ok {
		return refuse("InvalidAuthorizationMessageException", "Message is not valid.")
	}
	k.out.text("DecodedMessage", plain)
	return nil
}
