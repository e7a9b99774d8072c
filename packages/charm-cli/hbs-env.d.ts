/** A template, compiled when the charm is packed. Throws when its data lacks a name that it uses. */
declare module '*.hbs' {
  const render: (data: object) => string
  export default render
}
