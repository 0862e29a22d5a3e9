package upgrade

// Peering returns the body of a peering with what is kept beside its choice of
// route tables under the names that it has now.
func Peering(body []byte) ([]byte, error) {
	return edit(body, func(o object) error { return o.edit("Want", ends) })
}

// ends renames the exceptions of both ends of a peering.
func ends(want object) error {
	for _, side := range []string{"requester", "accepter"} {
		err := want.edit(side, func(end object) error {
			return end.edit("routes", func(routes object) error {
				routes.rename("without", "excluded")
				routes.rename("beside", "extra")
				return nil
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
