export function App() {
  return <main>Limner</main>;
}
